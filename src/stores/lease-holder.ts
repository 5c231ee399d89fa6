import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { LockHolder } from './migration-store.js'

/** A lock holder with what it takes to know whether its process still lives. */
export interface LeaseHolder extends LockHolder {
  /** Boot and process namespace: only within one does a pid mean the same process. Empty where it is not known. */
  readonly space: string
  /** When the process started, as the system counts it; a pid alone may by now be someone else's. */
  readonly started: string
}

/** This process as a holder. */
export function getCurrentHolder(now: Date): LeaseHolder {
  return {
    host: hostname(),
    pid: process.pid,
    since: now.toISOString(),
    space: getProcessNamespace(),
    started: getStartTime(process.pid) ?? '',
  }
}

/** Whether the holder is a process of this machine that has ended. False when it cannot be known from here. */
export function hasExited(holder: LeaseHolder): boolean {
  if (holder.space === '' || holder.space !== getProcessNamespace()) return false
  return getStartTime(holder.pid) !== holder.started
}

function getProcessNamespace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    // Not Linux: there the lease runs out by time alone.
    return ''
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may itself hold spaces and parentheses. A zombie has ended. */
function getStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
