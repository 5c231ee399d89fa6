import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { createUniformStatuses, toStackStatus } from '../stack/stack-status.js'
import { acquireStackLock } from '../state/stack-lock.js'
import { readState } from '../state/state-file.js'
import { findRunningStack, type UpReport } from './find-running-stack.js'
import { StackStartup } from './stack-startup.js'
import type { UpOptions } from './up-options.js'

/**
 * Starts the project's stack: engines, migrations, dataset, services. Idempotent. Concurrent runs for the same project wait
 * for each other. On failure or interruption, everything that this run started is stopped; data is kept. `since` is
 * `performance.now()` at the start of the command, from which the timeout counts.
 */
export async function startStack(
  config: ResolvedConfig,
  options: UpOptions,
  since: number,
): Promise<UpReport> {
  // Report a misspelled profile before anything is started.
  if (options.seed !== undefined) await validateProfile(options.seed, config.root)
  using _lock = await acquireStackLock(config.home, {
    timeoutMs: since + options.timeoutMs - performance.now(),
    signal: options.signal,
    onWait: (holder) =>
      options.reporter.note(
        `Another command (pid ${holder.pid}) is running for this project; waiting for it to finish.`,
      ),
  })
  const running = await findRunningStack(config, options, since)
  if (running) return running
  const mayFallBack = config.provider === 'auto' && readState(config).state.provider === undefined
  try {
    return await runStartup(config, options, since)
  } catch (error) {
    if (!(mayFallBack && isImageUnavailable(error))) throw error
    const reason = [error.message, error.detail].filter(Boolean).join(' ')
    options.reporter.warn(`${reason} Falling back to the embedded engines, which need no images.`)
    return await runStartup({ ...config, provider: 'embedded' }, options, since)
  }
}

async function runStartup(config: ResolvedConfig, options: UpOptions, since: number): Promise<UpReport> {
  const run = new StackStartup(config, options, since + options.timeoutMs)
  try {
    const state = await run.run()
    const status = toStackStatus(
      config,
      state,
      createUniformStatuses('healthy', options.services === 'none' ? 'stopped' : 'healthy'),
      since,
    )
    return { status, unchanged: false, state, [Symbol.asyncDispose]: async () => run.undo() }
  } catch (error) {
    await run.undo()
    throw error
  }
}

/** Docker is available but its images are not. If the provider was not configured, embedded is used instead. */
function isImageUnavailable(error: unknown): error is HomeError {
  return error instanceof HomeError && ['IMAGE_PULL_FAILED', 'IMAGE_MISSING'].includes(error.code)
}

async function validateProfile(seed: string, directory: string): Promise<void> {
  const { readProfile } = await import('../../dataset/profiles/read-profile.js')
  await readProfile(seed, directory)
}
