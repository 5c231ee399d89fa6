import { MongoError } from 'mongodb'
import { runUserCode } from '../../../core/user-code/run-user-code.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import type { MongoStore } from '../client/mongo-store.js'
import type { MongoAction } from './mongo-action.js'
import { toStepError } from './perform-mongo-action.js'

/** Runs the function of a step in this thread. */
export async function runModuleStep(
  { db }: MongoStore,
  step: MigrationStep,
  { signal, resumed, onProgress: progress }: StepContext,
): Promise<void> {
  const { run } = step.action as Extract<MongoAction, { readonly run: unknown }>
  try {
    await runUserCode(async () => run({ db, signal, resumed, progress }), { signal })
  } catch (error) {
    throw error instanceof MongoError ? toStepError(step, error) : error
  }
}
