import { randomUUID } from 'node:crypto'
import type { FailingCall } from '../failing-call.js'
import type { Model } from './model.js'
import type { Fields } from './step.js'
import type { Scope, TortureSubject } from './subject.js'

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
