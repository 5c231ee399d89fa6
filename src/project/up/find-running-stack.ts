import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from '../state/stack-state.js'
import { createUniformStatuses, type StackStatus, toStackStatus } from '../stack/stack-status.js'
import { readState } from '../state/state-file.js'
import { isUpToDate } from './is-up-to-date.js'
import type { UpOptions } from './up-options.js'

export interface UpReport {
  readonly status: StackStatus
  /** Everything ran before; nothing was changed. */
  readonly unchanged: boolean
  readonly state: StackState
  /** Stops what this run started and nothing else; data stays. */
  readonly stop: () => Promise<void>
}

/** The report of a stack that runs as it is wanted; `undefined` when there is something to do. Loads no driver. */
export async function findRunningStack(
  config: ResolvedConfig,
  options: UpOptions,
  since: number,
): Promise<UpReport | undefined> {
  const { state, corruptedPath } = readState(config)
  if (corruptedPath !== undefined)
    options.reporter.warn(`The state file was damaged; it is now ${corruptedPath}.`)
  if (!(await isUpToDate(config, state, options))) return undefined
  const status = toStackStatus(config, state, createUniformStatuses('healthy', 'healthy'), since)
  return { status, unchanged: true, state, stop: async () => {} }
}
