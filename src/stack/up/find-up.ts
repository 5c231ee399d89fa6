import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from '../stack-state.js'
import { allParts, type StackStatus, stackStatus } from '../stack-status.js'
import { readState } from '../state-file.js'
import { alreadyUp } from './already-up.js'
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
export async function findUp(
  config: ResolvedConfig,
  options: UpOptions,
  since: number,
): Promise<UpReport | undefined> {
  const { state, damaged } = readState(config)
  if (damaged !== undefined) options.story.warn(`The state file was damaged; it is now ${damaged}.`)
  if (!(await alreadyUp(config, state, options))) return undefined
  const status = stackStatus(config, state, allParts('healthy', 'healthy'), since)
  return { status, unchanged: true, state, stop: async () => {} }
}
