import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Whether a process itself listens on a TCP port, and not another one that was faster. Undefined if this user may not
 * inspect the process.
 */
export function isListeningOn(pid: number, port: number): boolean | undefined {
  return process.platform === 'linux' ? isListeningInProc(pid, port) : isListeningByLsof(pid, port)
}

/**
 * The sockets that listen on a TCP port, as the links in /proc/PID/fd name them. See proc(5): the fourth field of
 * /proc/net/tcp is the state, where 0A is LISTEN; the tenth is the socket's inode.
 */
export function findListeningSockets(port: number): ReadonlySet<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table).slice(1)) {
      const fields = line.trim().split(/\s+/)
      if (fields[1]?.endsWith(suffix) && fields[3] === '0A') sockets.add(`socket:[${fields[9] ?? ''}]`)
    }
  }
  return sockets
}

/**
 * The open sockets of a process; none if it has exited. Undefined if this user may not inspect it: in a container, root has no
 * CAP_SYS_PTRACE, and may list the descriptors of another user's process, but not read them.
 */
export function listSockets(pid: number | string): readonly string[] | undefined {
  const directory = `/proc/${pid}/fd`
  try {
    const links = readdirSync(directory).map((descriptor) => readDescriptor(`${directory}/${descriptor}`))
    return links.filter((link) => link.startsWith('socket:'))
  } catch (error) {
    // A process that is just ending has no descriptors any more, while some of its threads are still there.
    return isNotPermitted(error) ? undefined : []
  }
}

/** Empty if it was closed in the meantime. */
function readDescriptor(location: string): string {
  try {
    return readlinkSync(location)
  } catch (error) {
    if (isNotPermitted(error)) throw error
    return ''
  }
}

function isNotPermitted(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

function isListeningInProc(pid: number, port: number): boolean | undefined {
  const own = listSockets(pid)
  if (own === undefined || own.length === 0) return own === undefined ? undefined : false
  const listening = findListeningSockets(port)
  return own.some((socket) => listening.has(socket))
}

/** lsof(8) exits with 1 if it finds nothing. */
function isListeningByLsof(pid: number, port: number): boolean | undefined {
  const args = ['-nP', '-a', '-p', `${pid}`, `-iTCP:${port}`, '-sTCP:LISTEN', '-t']
  const { status } = spawnSync('lsof', args, { stdio: 'ignore' })
  return status === null ? undefined : status === 0
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}
