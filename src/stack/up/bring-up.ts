import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { allParts, stackStatus } from '../stack-status.js'
import { acquireStackLock } from '../stack-lock.js'
import { readState } from '../state-file.js'
import { findUp, type UpReport } from './find-up.js'
import { RunningUp } from './running-up.js'
import type { UpOptions } from './up-options.js'

/**
 * Brings the project's stack up: engines, migrations, seed, services. Idempotent; one run at a time per project, others
 * wait and then find it done. On failure or interruption everything that this run started is stopped again; data stays.
 */
export async function bringUp(config: ResolvedConfig, options: UpOptions): Promise<UpReport> {
  const since = performance.now()
  // A misspelt profile is said before anything is started.
  if (options.seed !== undefined) await checkProfile(options.seed, config.root)
  using _lock = await acquireStackLock(config.home, {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onWait: (holder) =>
      options.story.note(`Another command (pid ${holder.pid}) works on this stack; waiting.`),
  })
  const meanwhile = await findUp(config, options, since)
  if (meanwhile) return meanwhile
  const chosen = config.provider === 'auto' && readState(config).state.provider === undefined
  try {
    return await start(config, options, since)
  } catch (error) {
    if (!(chosen && lacksImages(error))) throw error
    const why = [error.message, error.detail].filter(Boolean).join(' ')
    options.story.warn(`${why} Going on with the embedded engines, which need no images.`)
    return await start({ ...config, provider: 'embedded' }, options, since)
  }
}

async function start(config: ResolvedConfig, options: UpOptions, since: number): Promise<UpReport> {
  const run = new RunningUp(config, options, since + options.timeoutMs)
  try {
    const state = await run.all()
    const status = stackStatus(
      config,
      state,
      allParts('healthy', options.services === 'none' ? 'stopped' : 'healthy'),
      since,
    )
    return { status, unchanged: false, state, stop: async () => run.undo() }
  } catch (error) {
    await run.undo()
    throw error
  }
}

/** Docker answers, and its images are out of reach; who asked for no provider by name gets the one that works. */
function lacksImages(error: unknown): error is HomeError {
  return error instanceof HomeError && ['IMAGE_PULL_FAILED', 'IMAGE_MISSING'].includes(error.code)
}

async function checkProfile(seed: string, folder: string): Promise<void> {
  const { readProfile } = await import('../../seeding/read-profile.js')
  await readProfile(seed, folder)
}
