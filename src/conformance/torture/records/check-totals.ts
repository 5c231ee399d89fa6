import { ContractViolation } from '../../contract-violation.js'
import type { RecordContext } from './record-context.js'
import type { Model } from './model.js'
import { type SendOptions, sendUntilHandled } from '../send-step.js'
import type { Scope } from './subject.js'
import { TortureFailure } from '../torture-failure.js'

/** Compares what the service computes of all records with the model. Throws `TortureFailure`. */
export async function checkTotals(
  model: Model,
  { subject, users }: RecordContext,
  scope: Scope,
  options: SendOptions,
): Promise<void> {
  try {
    await subject.checkTotals(
      async (operation, input) => sendUntilHandled(users.owner, operation, input, options),
      scope,
      model.present(),
    )
  } catch (error) {
    if (error instanceof ContractViolation)
      throw new TortureFailure('totals', error.message, { cause: error })
    throw error
  }
}
