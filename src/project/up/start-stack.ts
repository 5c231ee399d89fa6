import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { createUniformStatuses, toStackStatus } from '../stack/stack-status.js'
import { acquireStackLock } from '../state/stack-lock.js'
import { readState } from '../state/state-file.js'
import { findRunningStack, type UpReport } from './find-running-stack.js'
import { StackStartup } from './stack-startup.js'
import type { UpOptions } from './up-options.js'

/**
 * Brings the project's stack up: engines, migrations, seed, services. Idempotent; one run at a time per project, others
 * wait and then find it done. On failure or interruption everything that this run started is stopped again; data stays.
 */
export async function startStack(config: ResolvedConfig, options: UpOptions): Promise<UpReport> {
  const since = performance.now()
  // A misspelt profile is said before anything is started.
  if (options.seed !== undefined) await validateProfile(options.seed, config.root)
  using _lock = await acquireStackLock(config.home, {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onWait: (holder) =>
      options.reporter.note(`Another command (pid ${holder.pid}) works on this stack; waiting.`),
  })
  const meanwhile = await findRunningStack(config, options, since)
  if (meanwhile) return meanwhile
  const chosen = config.provider === 'auto' && readState(config).state.provider === undefined
  try {
    return await runStartup(config, options, since)
  } catch (error) {
    if (!(chosen && isImageUnavailable(error))) throw error
    const why = [error.message, error.detail].filter(Boolean).join(' ')
    options.reporter.warn(`${why} Going on with the embedded engines, which need no images.`)
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
    return { status, unchanged: false, state, stop: async () => run.undo() }
  } catch (error) {
    await run.undo()
    throw error
  }
}

/** Docker answers, and its images are out of reach; who asked for no provider by name gets the one that works. */
function isImageUnavailable(error: unknown): error is HomeError {
  return error instanceof HomeError && ['IMAGE_PULL_FAILED', 'IMAGE_MISSING'].includes(error.code)
}

async function validateProfile(seed: string, directory: string): Promise<void> {
  const { readProfile } = await import('../../dataset/profiles/read-profile.js')
  await readProfile(seed, directory)
}
