import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findListeningSockets, listSockets } from '../../providers/listening-sockets.js'
import { listPids } from '../../providers/process-identity.js'

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

function findOwnerInProc(port: number): PortOwner | undefined {
  const sockets = findListeningSockets(port)
  if (sockets.size === 0) return undefined
  for (const pid of listPids()) {
    if (listSockets(pid)?.some((socket) => sockets.has(socket)))
      return { pid: Number(pid), command: readCommand(pid) }
  }
  return undefined
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return 'a process'
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
