import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'

/**
 * Whether a process itself listens on a TCP port, and not another one that was faster. Undefined if this user may not
 * inspect the process.
 */
export function isListeningOn(pid: number, port: number): boolean | undefined {
  return process.platform === 'linux' ? isListeningInProc(pid, port) : isListeningByLsof(pid, port)
}

/** Of the tables, which the kernel writes a page at a time. */
const CHUNK_BYTES = 4096
/** See proc(5): the fourth field of /proc/net/tcp is the state, the tenth is the socket's inode. */
const LISTEN = '0A'

/** The sockets that listen on a TCP port, as the links in /proc/PID/fd name them. */
export function findListeningSockets(port: number): ReadonlySet<string> {
  return new Set(listListeningSockets(port))
}

/** Those of IPv4 first: to read the end of a table, the kernel looks through all of its connections, which takes milliseconds. */
function* listListeningSockets(port: number): Generator<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const fields of listListening(table))
      if (fields[1]?.endsWith(suffix)) yield `socket:[${fields[9] ?? ''}]`
  }
}

/**
 * The fields of the lines of listening sockets. They are listed before all connections, of which there may be thousands:
 * Documentation/networking/proc_net_tcp.rst of the Linux kernel.
 */
function* listListening(table: string): Generator<readonly string[]> {
  let isHeading = true
  for (const line of readLines(table)) {
    const fields = line.trim().split(/\s+/)
    if (!isHeading && fields[3] !== LISTEN) return
    if (!isHeading) yield fields
    isHeading = false
  }
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
    return isNotPermitted(error) && !isEnding(pid) ? undefined : []
  }
}

/**
 * Whether a process has given up its memory: from then on, its directories in /proc belong to root, whoever started it. The
 * first field of /proc/PID/statm, which everybody may read, is the size of the memory.
 */
function isEnding(pid: number | string): boolean {
  try {
    return readFileSync(`/proc/${pid}/statm`, 'latin1').startsWith('0 ')
  } catch {
    return true
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
  for (const socket of listListeningSockets(port)) if (own.includes(socket)) return true
  return false
}

/** lsof(8) exits with 1 if it finds nothing. */
function isListeningByLsof(pid: number, port: number): boolean | undefined {
  const args = ['-nP', '-a', '-p', `${pid}`, `-iTCP:${port}`, '-sTCP:LISTEN', '-t']
  const { status } = spawnSync('lsof', args, { stdio: 'ignore' })
  return status === null ? undefined : status === 0
}

/** Reads no more of a file than is needed. A file that does not exist has no lines. */
function* readLines(path: string): Generator<string> {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let rest = ''
    for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
      const lines = (rest + chunk.toString('latin1', 0, bytes)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch {
    return
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
