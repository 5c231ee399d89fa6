import { readFileSync } from 'node:fs'
import { isAlive } from './process-identity.js'
import type { ProcessIdentity } from './provider.js'

/** The unit of times in /proc. */
const TICKS_PER_SECOND = 100

export interface ProcessUsage {
  readonly uptimeSeconds: number
  /** Of the process and its children, which share memory with it. */
  readonly memoryBytes: number
}

/** How long a process has run, and the memory that it uses. Undefined if it does not run here. Linux only. */
export function readProcessUsage(identity: ProcessIdentity | undefined): ProcessUsage | undefined {
  if (identity === undefined || process.platform !== 'linux' || !isAlive(identity)) return undefined
  try {
    const { pid, startedAt } = identity
    const [bootedSeconds = ''] = readFileSync('/proc/uptime', 'utf8').split(' ')
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
    const statuses = [pid, ...children.filter((each) => each.trim() !== '')].map(readStatus)
    const own = statuses.reduce((sum, status) => sum + readKilobytes(status, 'RssAnon'), 0)
    const shared = Math.max(...statuses.map((status) => readKilobytes(status, 'RssShmem')))
    return {
      uptimeSeconds: Number(bootedSeconds) - Number(startedAt) / TICKS_PER_SECOND,
      memoryBytes: (own + shared) * 1024,
    }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** Empty for a child that has ended. */
function readStatus(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

function readKilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
}
