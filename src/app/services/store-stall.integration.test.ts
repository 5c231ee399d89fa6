import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiResponse, createTestUser, type SignedInUser } from '../../../test/support/api-caller.js'
import { type KillableStack, startKillableStack } from '../../../test/support/killable-stack.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { StoreName } from '../../core/store-name.js'

const EXPENSE = { amount: '12.00', currency: 'USD', category: { primary: 'groceries' } }

/** A request of a service may wait for a few requests to a store, each of which has a deadline; without one, it waits for ever. */
const MAX_RESPONSE_MS = 40_000

let stack: KillableStack
let user: SignedInUser
beforeAll(async () => {
  stack = await startKillableStack()
  user = await createTestUser(stack.gateway)
  const category = { id: 'groceries', label: 'Groceries', subcategories: [] }
  const { status } = await user.call('POST', '/budget/v1/categories', category)
  if (status !== 201) throw new Error(`Creating the category failed with ${status}.`)
})
afterAll(async () => stack[Symbol.asyncDispose]())

const CALLS: Readonly<Record<StoreName, readonly [method: string, path: string, body?: unknown][]>> = {
  postgres: [
    ['GET', '/identity/v1/users/me'],
    ['PATCH', '/identity/v1/users/me', { display_name: 'Robin' }],
  ],
  dynamodb: [
    ['GET', '/todo/v1/todos'],
    ['POST', '/todo/v1/todos', { title: 'Fix kitchen faucet' }],
  ],
  mongo: [
    ['GET', '/budget/v1/expenses'],
    ['POST', '/budget/v1/expenses', EXPENSE],
  ],
}

test.concurrent.for(['postgres', 'dynamodb', 'mongo'] as const)(
  'while %s does not respond, every request ends in 503 with Retry-After, and works again afterwards',
  async (store) => {
    const send = async (): Promise<readonly ApiResponse[]> =>
      Promise.all(CALLS[store].map(async ([method, path, body]) => user.call(method, path, body)))
    expect((await send()).map(({ status }) => status < 300)).toEqual([true, true])
    const resume = stack.pause(store)
    try {
      // The second round meets connections that are being replaced.
      for (const _round of [1, 2]) {
        const since = performance.now()
        for (const { status, headers, body } of await send()) {
          expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' })
          expect(headers.get('retry-after')).toMatch(/^\d+$/)
        }
        expect(performance.now() - since).toBeLessThan(MAX_RESPONSE_MS)
      }
    } finally {
      resume()
    }
    await waitUntil(async () => (await send()).every(({ status }) => status < 300))
  },
)
