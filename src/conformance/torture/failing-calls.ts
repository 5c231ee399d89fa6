import { randomUUID } from 'node:crypto'
import type { Operation } from '../../services/http/api/operation.js'
import type { ContractCaller, RawCall } from '../contract-caller.js'
import type { Model } from './model.js'
import { type SendOptions, sendUntilHandled } from './send-step.js'
import type { Fields } from './step.js'
import type { Scope, TortureSubject } from './subject.js'
import { TortureFailure } from './torture-failure.js'

/** A call that the service must reject. */
export interface FailingCall {
  readonly operation: Operation
  readonly input: RawCall
  readonly what: string
}

export function createInvalidCall(subject: TortureSubject, scope: Scope): FailingCall {
  const body = subject.toBody(subject.invalidFields, scope)
  return { operation: subject.create, input: { body }, what: 'an invalid record' }
}

export function createMissingCall(subject: TortureSubject, model: Model, body: Fields): FailingCall {
  const [known] = model.present()
  // Of the same form as the ids of the service.
  const id = (known?.id ?? randomUUID()).replace(/[0-9a-f]{12}$/, randomUUID().slice(-12))
  return { operation: subject.update, input: { params: { id }, body }, what: 'a record that does not exist' }
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
