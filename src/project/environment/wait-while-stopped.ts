import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../providers/process-identity.js'
import { getOtherLockHolder } from '../state/stack-lock.js'
import type { StackEngine, StackState } from '../state/stack-state.js'
import { isStoppedDeliberately } from '../supervision/deliberate-stops.js'

const TIMEOUT_MS = 30_000
const POLL_INTERVAL_MS = 25

/**
 * Waits while another command keeps engines stopped, as saving a snapshot does for a moment, for 30 seconds at most. `readState` returns
 * what is recorded now; it is called only if there is such a command.
 */
export async function waitWhileStopped(home: string, readState: () => StackState): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS
  const isStopped = ({ store, process: identity }: StackEngine): boolean =>
    isStoppedDeliberately(home, store) || (identity !== undefined && !isAlive(identity))
  const isWaiting = (): boolean =>
    getOtherLockHolder(home) !== undefined && readState().engines.some(isStopped)
  while (isWaiting() && performance.now() < deadline) await sleep(POLL_INTERVAL_MS)
}
