import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../providers/process-identity.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { getOtherLockHolder } from '../state/stack-lock.js'
import type { StackEngine } from '../state/stack-state.js'
import { isStoppedDeliberately } from '../supervision/deliberate-stops.js'

const TIMEOUT_MS = 30_000
const POLL_INTERVAL_MS = 25

/**
 * Waits while another command keeps engines stopped, as saving a snapshot does for a moment, for 30 seconds at most. `read` returns the
 * project as it is recorded now.
 */
export async function waitWhileStopped(read: () => RecordedProject): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS
  while (isStoppedByOther(read()) && performance.now() < deadline) await sleep(POLL_INTERVAL_MS)
}

function isStoppedByOther({ config, state }: RecordedProject): boolean {
  const isStopped = ({ store, process: identity }: StackEngine): boolean =>
    isStoppedDeliberately(config.home, store) || (identity !== undefined && !isAlive(identity))
  return state.engines.some(isStopped) && getOtherLockHolder(config.home) !== undefined
}
