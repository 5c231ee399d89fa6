import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from '../state/stack-state.js'
import { createUniformStatuses, type StackStatus, toStackStatus } from '../stack/stack-status.js'
import { readState } from '../state/state-file.js'
import { isUpToDate } from './is-up-to-date.js'
import type { UpOptions } from './up-options.js'

/** Disposing stops only what this run started. Data is kept. */
export interface UpReport extends AsyncDisposable {
  readonly status: StackStatus
  /** Whether the stack was already running and nothing was changed. */
  readonly unchanged: boolean
  readonly state: StackState
}

/** The report of a running stack; undefined if anything must be started or changed. Loads no driver. */
export async function findRunningStack(
  config: ResolvedConfig,
  options: UpOptions,
  since: number,
): Promise<UpReport | undefined> {
  const { state, corruptedPath } = readState(config)
  if (corruptedPath !== undefined)
    options.reporter.warn(`The state file was corrupted and has been moved to ${corruptedPath}.`)
  if (!(await isUpToDate(config, state, options))) return undefined
  const status = toStackStatus(config, state, createUniformStatuses('healthy', 'healthy'), since)
  return { status, unchanged: true, state, [Symbol.asyncDispose]: async () => {} }
}
