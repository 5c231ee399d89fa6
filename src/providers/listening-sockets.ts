import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'

/** The state of a socket that listens, as /proc/net/tcp has it. */
const LISTEN = '0A'
/** Most machines have fewer sockets that listen than this has room for. */
const READ_BYTES = 16 * 1024

/**
 * Whether a process itself listens on a TCP port, and not another one that was faster. Undefined if this user may not
 * inspect the process.
 */
export function isListeningOn(pid: number, port: number): boolean | undefined {
  return process.platform === 'linux' ? isListeningInProc(pid, port) : isListeningByLsof(pid, port)
}

/**
 * The sockets that listen on a TCP port, as the links in /proc/PID/fd name them. See proc(5): the fourth field of
 * /proc/net/tcp is the state; the tenth is the socket's inode.
 */
export function findListeningSockets(port: number): ReadonlySet<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const fields of readListeningSockets(table))
      if (fields[1]?.endsWith(suffix)) sockets.add(`socket:[${fields[9] ?? ''}]`)
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

/**
 * The fields of the sockets that listen. The kernel lists them before all others, of which there may be tens of thousands, so the
 * rest of the table is not read.
 */
function* readListeningSockets(table: string): Generator<readonly string[]> {
  for (const line of readLines(table, 1)) {
    const fields = line.trim().split(/\s+/)
    if (fields[3] !== LISTEN) return
    yield fields
  }
}

/** The complete lines after the first `skip`, read as they are needed. None if the file cannot be read. */
function* readLines(path: string, skip: number): Generator<string> {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    return
  }
  try {
    const buffer = Buffer.alloc(READ_BYTES)
    let text = ''
    let skipped = 0
    for (;;) {
      const length = readSync(descriptor, buffer)
      if (length === 0) return
      const lines = `${text}${buffer.toString('latin1', 0, length)}`.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) if (skipped++ >= skip) yield line
    }
  } catch {
    // Without /proc, or while it is being unmounted.
  } finally {
    closeSync(descriptor)
  }
}
