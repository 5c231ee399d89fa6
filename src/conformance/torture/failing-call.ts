import type { Operation } from '../../services/http/api/operation.js'
import type { ContractCaller, RawCall } from '../contract-caller.js'
import { type SendOptions, sendUntilHandled } from './send-step.js'
import { TortureFailure } from './torture-failure.js'

/** A call that the service must reject. */
export interface FailingCall {
  readonly operation: Operation
  readonly input: RawCall
  readonly what: string
}

/** Throws `TortureFailure` if the response has another status. */
export async function expectStatus(
  caller: ContractCaller,
  { operation, input, what }: FailingCall,
  status: number,
  options: SendOptions,
): Promise<void> {
  const response = await sendUntilHandled(caller, operation, input, options)
  if (response.status === status) return
  throw new TortureFailure(
    'ignored condition',
    `${operation.id} of ${what} returned ${response.status} instead of ${status}`,
  )
}
