import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from '../../providers/provider.js'

/** The unit of start times in /proc: the kernel uses 100 per second on all platforms. */
const TICKS_PER_SECOND = 100

let bootTimeMs: number | undefined

/** When a process started, in milliseconds since 1970. Undefined if that is not known. */
export function getProcessStartTime({ startedAt }: ProcessIdentity): number | undefined {
  const time = /^\d+$/.test(startedAt) ? toTime(Number(startedAt)) : Date.parse(startedAt)
  return time === undefined || Number.isNaN(time) ? undefined : time
}

function toTime(ticks: number): number | undefined {
  try {
    bootTimeMs ??= Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]) * 1000
    return bootTimeMs + (ticks * 1000) / TICKS_PER_SECOND
  } catch {
    return undefined
  }
}
