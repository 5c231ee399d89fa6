import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { silentReporter } from '../state/stack-reporter.js'
import type { StackState } from '../state/stack-state.js'
import { getStatePath, readState, writeState } from '../state/state-file.js'
import { lockProject } from './lock-project.js'
import { lockUnlessBusy } from './lock-unless-busy.js'

const LOCK_TIMEOUT_MS = 10_000

export interface UpdateOptions {
  /** How long to wait for the stack lock. */
  readonly timeoutMs?: number
  /** Whether the caller holds the stack lock. Default: false. */
  readonly isLocked?: boolean
}

/**
 * Changes what the state records of the data. Without the stack lock, it waits a moment for a command that holds it: that one would
 * write its own state over this one. Does nothing if the project has no state, or if nothing changes.
 */
export async function updateState(
  config: ResolvedConfig,
  change: (state: StackState) => StackState,
  { timeoutMs = LOCK_TIMEOUT_MS, isLocked = false }: UpdateOptions = {},
): Promise<void> {
  if (!existsSync(getStatePath(config))) return
  const { state: found } = readState(config)
  if (isDeepStrictEqual(change(found), found)) return
  const { signal } = new AbortController()
  const lock = async (): Promise<Disposable> =>
    lockProject(config, { signal, reporter: silentReporter, timeoutMs })
  using _lock = isLocked ? undefined : await lockUnlessBusy(lock)
  const { state } = readState(config)
  const changed = change(state)
  if (!isDeepStrictEqual(changed, state)) writeState({ config, state: changed })
}
