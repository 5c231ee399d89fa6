import type { PoolClient } from 'pg'
import type { MigrationStep } from '../migration-store.js'
import { toStepError } from './perform-statement.js'
import { runBatch } from './run-batch.js'

/** So much of a long file is sent at once, characters. */
const MAX_BATCH_LENGTH = 65_536

/** Begins a transaction and runs the steps in it. The end of the transaction is the caller's. */
export async function performInTransaction(
  client: PoolClient,
  steps: readonly MigrationStep<string>[],
  onStep: (index: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let before = ['BEGIN']
  for (const { first, batch } of toBatches(steps)) {
    signal?.throwIfAborted()
    const ahead = before.length
    if (ahead === 0) onStep(first)
    const failure = await runBatch(client, [...before, ...batch.map(({ action }) => action)], (count) => {
      const next = count - ahead
      if (next >= 0 && next < batch.length) onStep(first + next)
    })
    if (failure) {
      const step = batch[failure.completed - ahead]
      throw step === undefined ? failure.error : toStepError(step, failure.error)
    }
    before = []
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
