import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { LockHolder } from './migration-store.js'

/** A lock holder with the data that identifies its process. */
export interface LeaseHolder extends LockHolder {
  /** Boot ID and PID namespace, within which a PID is unambiguous. Empty if unknown. */
  readonly space: string
  /** Start time of the process in clock ticks since boot, since a PID can be reused. */
  readonly started: string
}

/** Returns the current process as a lease holder. */
export function getCurrentHolder(now: Date): LeaseHolder {
  return {
    host: hostname(),
    pid: process.pid,
    since: now.toISOString(),
    space: getProcessNamespace(),
    started: getStartTime(process.pid) ?? '',
  }
}

/** Whether the holder is a process of this machine that has exited. Returns false if that cannot be determined. */
export function hasExited(holder: LeaseHolder): boolean {
  if (holder.space === '' || holder.space !== getProcessNamespace()) return false
  return getStartTime(holder.pid) !== holder.started
}

/** Whether the process that holds a lock may be running. False only if it is one of this machine that has exited. */
export function mayBeRunning(holder: LockHolder | LeaseHolder): boolean {
  if ('space' in holder) return !hasExited(holder)
  if (holder.host !== hostname() || holder.pid === 0) return true
  try {
    return process.kill(holder.pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function getProcessNamespace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    // Not Linux: a lease only expires.
    return ''
  }
}

/** Field 22 of /proc/PID/stat. The name in field 2 may contain spaces and parentheses. A zombie counts as exited. */
function getStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
