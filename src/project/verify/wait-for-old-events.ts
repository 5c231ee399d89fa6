import { waitForEvents } from '../../events/pending-events.js'
import type { Stores } from '../../stores/stores.js'
import type { WaitForOldEvents } from '../../verify/verify-stores.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { findRunningServices } from '../state/services-record-file.js'

const TIMEOUT_MS = 30_000
const IDLE_TIMEOUT_MS = 5000

/**
 * Services that have just been started with older data, such as a restored snapshot, still have to process its events.
 * `undefined` if no services run, as nothing processes events then.
 */
export function createWaitForOldEvents(
  { config, state }: RecordedProject,
  { postgres: { pool } }: Stores,
  signal: AbortSignal | undefined,
): WaitForOldEvents | undefined {
  if (findRunningServices(state, config.home) === undefined) return undefined
  const limits = { timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS, signal }
  return async (data, before) => void (await waitForEvents(pool, data, { ...limits, before }))
}
