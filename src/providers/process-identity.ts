import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { ProcessIdentity } from './provider.js'

/** The process with this pid; `undefined` if there is none, or if it is a zombie. */
export function getProcessIdentity(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const startedAt = process.platform === 'linux' ? readStartTimeFromProc(pid) : readStartTimeFromPs(pid)
  if (startedAt === undefined) return undefined
  const namespace = getNamespace()
  return namespace === undefined ? { pid, startedAt } : { pid, startedAt, namespace }
}

/** Whether this process is running. A later process with the same pid does not count, nor one of another namespace. */
export function isAlive(identity: ProcessIdentity): boolean {
  return !isElsewhere(identity) && getProcessIdentity(identity.pid)?.startedAt === identity.startedAt
}

/**
 * Whether the process was started before the last boot, on another machine, in another container or in another PID
 * namespace: its pid says nothing here, and whether it runs is unknown.
 */
export function isElsewhere({ namespace }: ProcessIdentity): boolean {
  return namespace !== undefined && namespace !== getNamespace()
}

/** The pids of all visible processes, as the directories of /proc name them. Linux only. */
export function listPids(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

/** Whether a process was started in a session of its own, as every engine is. Linux only; elsewhere false. */
export function isSessionLeader(pid: number | string): boolean {
  return process.platform === 'linux' && readStatFields(pid)?.[3] === String(pid)
}

/** Whether a visible process is of the PID namespace of this one, rather than in a container. Linux only. */
export function isOfSameNamespace(pid: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === readlinkSync('/proc/self/ns/pid')
  } catch {
    return false
  }
}

let currentNamespace: string | undefined

/** The boot and the PID namespace that pids of this process refer to. Linux only. */
function getNamespace(): string | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    currentNamespace ??= `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`
    return currentNamespace
  } catch {
    return undefined
  }
}

/** The fields of /proc/PID/stat from the third one on, the state. */
function readStatFields(pid: number | string): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function readStartTimeFromProc(pid: number): string | undefined {
  const fields = readStatFields(pid)
  if (fields === undefined) return undefined
  const [state] = fields
  // The main thread of a killed process ends first. Until the others have ended, its sockets and files are open.
  const threads = Number(fields[17])
  if (state === 'X' || (state === 'Z' && threads <= 1)) return undefined
  return fields[19]
}

function readStartTimeFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    const [state = '', ...started] = line.split(/\s+/)
    return line === '' || state.startsWith('Z') ? undefined : started.join(' ')
  } catch {
    return undefined
  }
}
