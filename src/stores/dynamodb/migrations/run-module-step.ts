import { runUserCode } from '../../../core/user-code/run-user-code.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { retryStep } from './perform-dynamodb-action.js'

/** Runs the function of a step in this thread. */
export async function runModuleStep(
  { client, table }: DynamodbStore,
  step: MigrationStep,
  { signal, resumed, onProgress: progress }: StepContext,
): Promise<void> {
  const { run } = step.action as Extract<DynamodbAction, { readonly run: unknown }>
  await retryStep(step, signal, () =>
    runUserCode(async () => run({ client, table, signal, resumed, progress }), { signal }),
  )
}
