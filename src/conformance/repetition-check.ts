import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/api/operation.js'
import type { RawCall } from './contract-caller.js'
import type { ContractCheck, TestUsers } from './contract-check.js'
import { assertEqual } from './contract-violation.js'

/** What happens to a resource between a request and its repetition. */
export interface ResourceOperations {
  readonly create: Operation
  readonly update: Operation
  readonly remove: Operation
  readonly get: Operation
  /** A valid body to create the resource. */
  createBody(testUsers: TestUsers): Promise<RawCall>
  readonly change: object
}

/** A repeated request returns the stored first response, and creates nothing, after a change and after a deletion. */
export function createRepetitionCheck(resource: ResourceOperations): ContractCheck {
  const { create, update, remove, get, change } = resource
  return {
    operation: create,
    name: 'repeats the first response after a change and a deletion',
    async run(testUsers) {
      const { owner } = testUsers
      const input = { ...(await resource.createBody(testUsers)), idempotencyKey: randomUUID() }
      const first = await owner.call(create, input)
      const params = { id: String(first.field('id')) }
      await owner.call(update, { params, body: change })
      assertEqual('the response after a change', (await owner.call(create, input)).body, first.body)
      await owner.call(remove, { params })
      assertEqual('the response after a deletion', (await owner.call(create, input)).body, first.body)
      await owner.expectProblem(get, { params }, [404], 'NOT_FOUND')
    },
  }
}
