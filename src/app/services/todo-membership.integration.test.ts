import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type CallAs,
  createPrincipal,
  createPrincipalCaller,
  moveUser,
  type Reply,
} from '../../../test/support/principal-caller.js'
import { createMigratedStores, type MigratedStores } from '../../../test/support/migrated-stores.js'
import { systemClock } from '../../core/clock.js'
import { createEvent } from '../../domain/events/create-event.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { pageCursors } from '../../services/http/requests/page-cursor.js'
import type { Principal } from '../../services/http/requests/principal.js'
import type { DirectoryUser } from '../../services/http/requests/user-directory.js'
import { TODO_API } from '../../services/todo/api/todo-api.js'
import { reviewLargeExpense } from '../../services/todo/consumers/review-large-expense.js'
import { syncMembership } from '../../services/todo/consumers/sync-membership.js'
import { createTodoFamilyArchive } from '../../services/todo/consumers/todo-family-archive.js'
import { createTodoService } from '../../services/todo/todo-service.js'
import { createServiceApp } from './service-app.js'

let migrated: MigratedStores
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(async () => migrated[Symbol.asyncDispose]())

async function startTodoService(users: readonly DirectoryUser[] = []): Promise<CallAs> {
  return createPrincipalCaller(async (verifier) =>
    createServiceApp({
      api: TODO_API,
      ping: async () => undefined,
      plugin: createTodoService({
        dynamodb: migrated.stores.dynamodb,
        users: { find: async (id) => users.find((user) => user.id === id) },
        cursors: pageCursors(Buffer.alloc(32)),
        verifier,
      }),
    }),
  )
}

function createExpenseEvent(user: string, family: string, membership?: number): EventEnvelope {
  return createEvent(
    {
      type: 'budget.expense.created',
      subject: randomUUID(),
      aggregateVersion: 1,
      familyId: family,
      data: {
        expense_id: randomUUID(),
        user_id: user,
        family_id: family,
        amount: '700',
        currency: 'USD',
        category: 'travel',
        created_at: '2024-10-05T18:00:00Z',
        ...(membership === undefined ? {} : { membership_version: membership }),
      },
    },
    systemClock,
  )
}

/** The sort keys of the items of a partition, and when they expire. */
async function readExpiries(partition: string): Promise<readonly (readonly [string, number | undefined])[]> {
  const { client, table: TableName } = migrated.stores.dynamodb
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': { S: partition } },
    }),
  )
  return Items.map(({ SK, expires_at: at }) => [SK?.S ?? '', at?.N === undefined ? undefined : Number(at.N)])
}

test('a write of an earlier membership fails in DynamoDB, in whatever order the events arrive', async () => {
  const call = await startTodoService()
  const sync = syncMembership(migrated.stores.dynamodb)
  const [user, family, other] = [randomUUID(), randomUUID(), randomUUID()]
  const before = createPrincipal(user, family, 1)
  const made = await call(before, 'POST', '/v1/todos', { title: 'Ours' })
  expect(made.status).toBe(201)
  const joined = moveUser(user, family, 1)
  const left = moveUser(user, null, 2, { left: [family, randomUUID()] })
  await sync.handle(joined)
  await sync.handle(left)
  for (const again of [joined, left, joined]) await sync.handle(again)
  const path = `/v1/todos/${made.id}`
  const refused = [
    await call(before, 'POST', '/v1/todos', { title: 'Late' }),
    await call(createPrincipal(user, undefined, 1), 'PATCH', path, { title: 'Late' }),
    await call(createPrincipal(user, undefined, 1), 'DELETE', path),
  ]
  expect(refused.map(({ status, code }) => [status, code])).toEqual(
    refused.map(() => [401, 'UNAUTHENTICATED']),
  )
  const after = createPrincipal(user, undefined, 2)
  expect((await call(after, 'PATCH', path, { title: 'Mine' })).status).toBe(200)
  // A token of a membership whose event has not arrived yet is the newest.
  const rejoined = createPrincipal(user, other, 3)
  expect((await call(rejoined, 'POST', '/v1/todos', { title: 'New' })).status).toBe(201)
  await sync.handle(moveUser(user, null, 9, { deleted: true }))
  for (const principal of [before, after, rejoined])
    expect((await call(principal, 'POST', '/v1/todos', { title: 'Late' })).status).toBe(401)
  expect((await call(createPrincipal(user, undefined, 9), 'GET', '/v1/todos')).text).toBe('{"items":[]}')
  // What is remembered of a deleted user expires, long after the last access token and retry.
  const expiries = await readExpiries(`MEMBER#${user}`)
  expect(expiries.map(([key]) => key)).toEqual(['FENCE', 'FOLLOWED', `LEFT#${family}`])
  for (const [, seconds] of expiries) expect(seconds).toBeGreaterThan(Date.now() / 1000 + 179 * 86_400)
})

test('what is remembered of a deleted family expires, and an event that is older creates no review', async () => {
  const { dynamodb } = migrated.stores
  const [user, family] = [randomUUID(), randomUUID()]
  const archive = createTodoFamilyArchive(dynamodb)
  await archive.archive(family, 'saga')
  expect(await readExpiries(`FAMILY#${family}`)).toEqual([['TOMBSTONE', undefined]])
  await archive.purge(family, 'saga')
  expect(await readExpiries(`FAMILY#${family}`)).toEqual([['TOMBSTONE', expect.any(Number)]])
  const later = new Date(Date.now() + 180 * 86_400_000)
  await dynamodb.client.send(
    new DeleteItemCommand({
      TableName: dynamodb.table,
      Key: marshall({ PK: `FAMILY#${family}`, SK: 'TOMBSTONE' }),
    }),
  )
  await reviewLargeExpense(dynamodb, { now: () => later }).handle(createExpenseEvent(user, family))
  const call = await startTodoService()
  expect((await call(createPrincipal(user, family, 1), 'GET', '/v1/todos')).text).toBe('{"items":[]}')
})

test('nobody is assigned a todo of a family that they have left, whatever the user directory still says', async () => {
  const [caller, member, family] = [randomUUID(), randomUUID(), randomUUID()]
  const call = await startTodoService([{ id: member, family_id: family, version: 1, membership_version: 1 }])
  const as = createPrincipal(caller, family, 1)
  const body = { title: 'Theirs', assigned_to: member }
  expect((await call(as, 'POST', '/v1/todos', body)).status).toBe(201)
  await syncMembership(migrated.stores.dynamodb).handle(moveUser(member, null, 2, { left: [family, caller] }))
  expect(await call(as, 'POST', '/v1/todos', body)).toMatchObject({ status: 409, code: 'CONFLICT' })
  const own = await call(as, 'POST', '/v1/todos', { title: 'Mine' })
  expect((await call(as, 'PATCH', `/v1/todos/${own.id}`, { owner: member })).status).toBe(409)
})

test('a review that comes late goes to the owner of the family, not to a member who has left', async () => {
  const call = await startTodoService()
  const { dynamodb } = migrated.stores
  const [user, owner, family] = [randomUUID(), randomUUID(), randomUUID()]
  await syncMembership(dynamodb).handle(moveUser(user, null, 2, { left: [family, owner] }))
  const late = createExpenseEvent(user, family, 1)
  for (const event of [late, late, createExpenseEvent(user, family)])
    await reviewLargeExpense(dynamodb).handle(event)
  const list = await call(createPrincipal(owner, family, 1), 'GET', `/v1/todos?assigned_to=${owner}`)
  expect((JSON.parse(list.text) as { items: { owner: string }[] }).items.map((todo) => todo.owner)).toEqual([
    owner,
    owner,
  ])
  expect((await call(createPrincipal(user, undefined, 2), 'GET', '/v1/todos')).text).toBe('{"items":[]}')
})

test('a repeated creation gets the first answer after a change and a deletion, and nothing in another family', async () => {
  const [user, family] = [randomUUID(), randomUUID()]
  const call = await startTodoService()
  const as = createPrincipal(user, family, 1)
  const create = async (principal: Principal, title = 'Once'): Promise<Reply> =>
    call(principal, 'POST', '/v1/todos', { title }, 'key')
  const first = await create(as)
  await call(as, 'PATCH', `/v1/todos/${first.id}`, { title: 'Changed' })
  expect((await create(as)).text).toBe(first.text)
  await call(as, 'DELETE', `/v1/todos/${first.id}`)
  expect((await create(as)).text).toBe(first.text)
  expect((await call(as, 'GET', `/v1/todos/${first.id}`)).status).toBe(404)
  const elsewhere = await create(createPrincipal(user, randomUUID(), 3))
  expect(elsewhere).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
  expect(elsewhere.text).not.toContain(family)
  expect(await create(as, 'Other')).toMatchObject({ status: 422 })
})
