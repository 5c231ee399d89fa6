import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that listens on a port. */
export interface PortOwner {
  readonly pid: number
  /** The command without arguments, as these may contain secrets. */
  readonly command: string
}

/** The process that listens on a TCP port; undefined if there is none or this user may not inspect it. */
export function findPortOwner(port: number): PortOwner | undefined {
  try {
    return process.platform === 'linux' ? findOwnerInProc(port) : findOwnerWithLsof(port)
  } catch {
    return undefined
  }
}

/** See proc(5): the fourth field of /proc/net/tcp is the state, where 0A is LISTEN; the tenth is the socket's inode. */
function findOwnerInProc(port: number): PortOwner | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table).slice(1)) {
      const fields = line.trim().split(/\s+/)
      if (fields[1]?.endsWith(suffix) && fields[3] === '0A') sockets.add(`socket:[${fields[9] ?? ''}]`)
    }
  }
  if (sockets.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (ownsSocket(pid, sockets)) return { pid: Number(pid), command: readCommand(pid) }
  }
  return undefined
}

function ownsSocket(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`))
      } catch {
        return false
      }
    })
  } catch {
    return false
  }
}

function readCommand(pid: string): string {
  return readLines(`/proc/${pid}/comm`)[0] ?? 'a process'
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

function findOwnerWithLsof(port: number): PortOwner | undefined {
  const out = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = /^p(\d+)$/m.exec(out)?.[1]
  return pid === undefined
    ? undefined
    : { pid: Number(pid), command: /^c(.+)$/m.exec(out)?.[1] ?? 'a process' }
}
