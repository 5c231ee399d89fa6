import type { PoolClient } from 'pg'
import type { MigrationStep } from '../../contracts/migration-store.js'
import { toStepError } from './perform-statement.js'
import { runBatch } from './run-batch.js'

/** Maximum length of the statements sent at once, characters. */
const MAX_BATCH_LENGTH = 65_536

/** Begins a transaction and runs the steps in it. The caller commits or rolls back. */
export async function performInTransaction(
  client: PoolClient,
  steps: readonly MigrationStep<string>[],
  onStep: (index: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let prefix = ['BEGIN']
  for (const { first, batch } of toBatches(steps)) {
    signal?.throwIfAborted()
    const offset = prefix.length
    if (offset === 0) onStep(first)
    const failure = await runBatch(client, [...prefix, ...batch.map(({ action }) => action)], (count) => {
      const next = count - offset
      if (next >= 0 && next < batch.length) onStep(first + next)
    })
    if (failure) {
      const step = batch[failure.completed - offset]
      throw step === undefined ? failure.error : toStepError(step, failure.error)
    }
    prefix = []
  }
}

function* toBatches(
  steps: readonly MigrationStep<string>[],
): Generator<{ readonly first: number; readonly batch: readonly MigrationStep<string>[] }> {
  let first = 0
  let length = 0
  for (const [index, { action }] of steps.entries()) {
    if (index > first && length + action.length > MAX_BATCH_LENGTH) {
      yield { first, batch: steps.slice(first, index) }
      first = index
      length = 0
    }
    length += action.length
  }
  yield { first, batch: steps.slice(first) }
}
