import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { formatChange } from '../../core/change.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { findReplaceableServices, hasDataset, hasMigrations } from './running-stack.js'
import type { UpRun } from './up-run.js'

interface Difference {
  readonly text: string
  /** What makes the stack as it is requested. */
  readonly remedy: string
}

const STOP = 'Run homemanager down: createStack then starts the stack as requested.'

/**
 * Throws `STACK_DIFFERS` if the run would change a running component, or the data of a stack that is running completely.
 * Missing components may be started.
 */
export async function assertKeepsRunning(running: RecordedProject, run: UpRun): Promise<void> {
  const { state } = running
  const { engines, migrated, seeded } = state
  const differences: Difference[] = run.changes.map((change) => ({
    text: formatChange(change),
    remedy: STOP,
  }))
  // A stack that starts for the first time has no services before its migrations.
  const wasMigrated = migrated !== undefined || state.services !== undefined
  const isComplete = engines.length === STORE_NAMES.length && wasMigrated
  if (isComplete && !(await hasMigrations(running, run.options))) {
    differences.push({
      text: 'migrations: the files differ from those that were applied; homemanager migrate status lists them',
      remedy: 'Run homemanager migrate.',
    })
  }
  const { seed, services } = run.options
  if (isComplete && !(await hasDataset(running, run.options))) {
    const reset = seeded.length === 0 ? '' : ' --reset, which replaces the dataset'
    differences.push({
      text: `dataset: ${seeded.join(', ') || 'none'} → ${seed}`,
      remedy: `Run homemanager seed ${seed}${reset}.`,
    })
  }
  const host = findReplaceableServices(running)
  if (host !== undefined && services === 'foreground')
    differences.push({ text: 'services: background → foreground', remedy: STOP })
  // Services that are healthy and configured like this are not started again.
  else if (host !== undefined && services !== 'none' && differences.length === 0)
    differences.push({
      text: 'services: unhealthy → healthy',
      remedy: 'Run homemanager restart services.',
    })
  if (differences.length > 0) throw stackDiffers(running, differences)
}

/** Throws `STACK_DIFFERS` if engines run with another provider than the configured one. */
export function assertKeepsProvider(running: RecordedProject): void {
  const { config, state } = running
  const engine = state.engines.find(({ provider }) => provider !== 'external')
  if (engine === undefined || config.provider === 'auto' || config.provider === 'external') return
  if (engine.provider !== config.provider)
    throw stackDiffers(running, [{ text: `provider: ${engine.provider} → ${config.provider}`, remedy: STOP }])
}

function stackDiffers({ config }: RecordedProject, differences: readonly Difference[]): HomeError {
  return new HomeError(STACK_ERRORS.STACK_DIFFERS, {
    message: `The stack of project ${config.project} is running, but differs from what is requested.`,
    detail: differences.map(({ text }) => text).join('\n'),
    suggestion: [
      ...new Set(differences.map(({ remedy }) => remedy)),
      'Or use another stack: createStack({ ephemeral: true }).',
    ].join('\n'),
  })
}
