import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { formatChange } from '../../core/change.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { findReplaceableServices, hasDataset, hasMigrations } from './running-stack.js'
import type { UpRun } from './up-run.js'

/**
 * Throws `STACK_DIFFERS` if the run would change a running component, or the data of a stack that is running completely.
 * Missing components may be started.
 */
export async function assertKeepsRunning(running: RecordedProject, run: UpRun): Promise<void> {
  const { state } = running
  const { engines, migrated, seeded } = state
  const differences = run.changes.map(formatChange)
  // A stack that starts for the first time has no services before its migrations.
  const wasMigrated = migrated !== undefined || state.services !== undefined
  const isComplete = engines.length === STORE_NAMES.length && wasMigrated
  if (isComplete && !(await hasMigrations(running, run.options))) {
    differences.push(
      'migrations: the files differ from those that were applied; homemanager migrate status lists them',
    )
  }
  const { seed, services } = run.options
  if (isComplete && !(await hasDataset(running, run.options)))
    differences.push(`dataset: ${seeded.join(', ') || 'none'} → ${seed}`)
  const host = findReplaceableServices(running)
  if (host !== undefined && services === 'foreground') differences.push('services: background → foreground')
  // Services that are healthy and configured like this are not started again.
  else if (host !== undefined && services !== 'none' && differences.length === 0)
    differences.push('services: unhealthy → healthy')
  if (differences.length > 0) throw stackDiffers(running, differences)
}

/** Throws `STACK_DIFFERS` if engines run with another provider than the configured one. */
export function assertKeepsProvider(running: RecordedProject): void {
  const { config, state } = running
  const engine = state.engines.find(({ provider }) => provider !== 'external')
  if (engine === undefined || config.provider === 'auto' || config.provider === 'external') return
  if (engine.provider !== config.provider)
    throw stackDiffers(running, [`provider: ${engine.provider} → ${config.provider}`])
}

function stackDiffers({ config }: RecordedProject, differences: readonly string[]): HomeError {
  return new HomeError(STACK_ERRORS.STACK_DIFFERS, {
    message: `The stack of project ${config.project} is running, but differs from what is requested.`,
    detail: differences.join('\n'),
    suggestion:
      'Run homemanager up to change it, or homemanager down to stop it, or use another stack: createStack({ ephemeral: true }).',
  })
}
