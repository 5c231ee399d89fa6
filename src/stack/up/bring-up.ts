import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { allParts, type StackStatus, stackStatus } from '../stack-status.js'
import { acquireStackLock } from '../stack-lock.js'
import type { StackState } from '../stack-state.js'
import { readState } from '../state-file.js'
import { alreadyUp } from './already-up.js'
import { RunningUp } from './running-up.js'
import type { UpOptions } from './up-options.js'

export interface UpReport {
  readonly status: StackStatus
  /** Everything ran before; nothing was changed. */
  readonly unchanged: boolean
  readonly state: StackState
  /** Stops what this run started and nothing else; data stays. */
  readonly stop: () => Promise<void>
}

/**
 * Brings the project's stack up: engines, migrations, seed, services. Idempotent; one run at a time per project, others
 * wait and then find it done. On failure or interruption everything that this run started is stopped again; data stays.
 */
export async function bringUp(config: ResolvedConfig, options: UpOptions): Promise<UpReport> {
  const since = performance.now()
  const before = await findUp(config, options, since)
  if (before) return before
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
    options.story.warn(`${error.message} Going on with the embedded engines, which need no images.`)
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

async function findUp(
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

async function checkProfile(seed: string, folder: string): Promise<void> {
  const { readProfile } = await import('../../seeding/read-profile.js')
  await readProfile(seed, folder)
}
