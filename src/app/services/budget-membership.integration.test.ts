import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores, type MigratedStores } from '../../../test/support/migrated-stores.js'
import {
  type CallAs,
  createPrincipal,
  createPrincipalCaller,
  moveUser,
} from '../../../test/support/principal-caller.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { BUDGET_API } from '../../services/budget/api/budget-api.js'
import { createBudgetService } from '../../services/budget/budget-service.js'
import { createBudgetFamilyArchive } from '../../services/budget/consumers/budget-family-archive.js'
import { reassignExpenses } from '../../services/budget/consumers/reassign-expenses.js'
import { settleLateWrites } from '../../services/budget/consumers/settle-late-writes.js'
import { pageCursors } from '../../services/http/requests/page-cursor.js'
import { mongoOutbox } from '../../stores/mongo/outbox/mongo-outbox.js'
import { createServiceApp } from './service-app.js'

interface StoredDocument {
  readonly _id: string
  readonly user_id: string
  readonly family_id: string
  readonly membership_version?: number
  readonly deleted_at?: Date
  readonly outbox?: readonly EventEnvelope[]
}

let migrated: MigratedStores
let call: CallAs
beforeAll(async () => {
  migrated = await createMigratedStores()
  await migrated.stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
  call = await createPrincipalCaller(async (verifier) =>
    createServiceApp({
      api: BUDGET_API,
      ping: async () => undefined,
      plugin: createBudgetService({
        mongo: migrated.stores.mongo,
        cursors: pageCursors(Buffer.alloc(32)),
        verifier,
      }),
    }),
  )
})
afterAll(async () => migrated[Symbol.asyncDispose]())

const EXPENSE = { amount: '12.50', currency: 'USD', category: { primary: 'travel' } }
const createBudget = (month = '2024-10'): object => ({
  category: 'travel',
  month,
  limit: '10.00',
  currency: 'USD',
})

/** Passes every pending event to the consumer, and removes it, as the relay would. */
async function deliver(): Promise<void> {
  const outbox = mongoOutbox(migrated.stores.mongo)
  const settle = settleLateWrites(migrated.stores.mongo)
  for (let entries = await outbox.read(100); entries.length > 0; entries = await outbox.read(100)) {
    for (const { event } of entries)
      if (settle.types.some((type) => type === event.type)) await settle.handle(event)
    await outbox.deleteEntries(entries)
    for (const { event } of entries)
      if (settle.types.some((type) => type === event.type)) await settle.handle(event)
  }
}

async function findDocuments(name: string, familyId: string): Promise<readonly StoredDocument[]> {
  const family_id = `FAMILY#${familyId}`
  return migrated.stores.mongo.db.collection<StoredDocument>(name).find({ family_id }).toArray()
}

test('a request of an earlier membership leaves nothing behind, in whatever order the events arrive', async () => {
  const consumer = reassignExpenses(migrated.stores.mongo)
  const [user, owner, family] = [randomUUID(), randomUUID(), randomUUID()]
  const before = createPrincipal(user, family, 1)
  const made = await call(before, 'POST', '/v1/expenses', EXPENSE)
  const budget = await call(before, 'POST', '/v1/budgets', createBudget())
  expect([made.status, budget.status]).toEqual([201, 201])
  const joined = moveUser(user, family, 1)
  const left = moveUser(user, null, 2, { left: [family, owner] })
  for (const event of [joined, left, joined, left]) await consumer.handle(event)
  const late = [
    await call(before, 'POST', '/v1/expenses', EXPENSE),
    await call(before, 'POST', '/v1/budgets', createBudget('2024-11')),
    await call(before, 'PATCH', `/v1/expenses/${made.id}`, { amount: '1.00' }),
    await call(before, 'DELETE', `/v1/expenses/${made.id}`),
    await call(before, 'PATCH', `/v1/budgets/${budget.id}`, { limit: '1.00' }),
    await call(before, 'DELETE', `/v1/budgets/${budget.id}`),
  ]
  expect(late.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
  await deliver()
  expect(await findDocuments('expenses', family)).toMatchObject([
    { _id: `expense_${made.id}`, user_id: `USER#${owner}` },
  ])
  expect(await findDocuments('budgets', family)).toHaveLength(1)
  // The user returns; the events of the first membership are delivered again, and take nothing of the second.
  const again = await call(createPrincipal(user, family, 3), 'POST', '/v1/expenses', EXPENSE)
  expect(again.status).toBe(201)
  for (const event of [moveUser(user, family, 3), left, joined, left]) await consumer.handle(event)
  await deliver()
  const owners = (await findDocuments('expenses', family)).map(({ user_id }) => user_id)
  expect(owners.toSorted()).toEqual([`USER#${owner}`, `USER#${user}`].toSorted())
  expect((await call(before, 'POST', '/v1/expenses', EXPENSE)).status).toBe(401)
})

test('an expense that is inserted while its member leaves is either rejected or belongs to the owner', async () => {
  const consumer = reassignExpenses(migrated.stores.mongo)
  for (let round = 0; round < 10; round++) {
    const [user, owner, family] = [randomUUID(), randomUUID(), randomUUID()]
    const as = createPrincipal(user, family, 1)
    const posts = Array.from({ length: 10 }, async (_, n) => {
      await sleep(n)
      return call(as, 'POST', '/v1/expenses', EXPENSE)
    })
    await sleep(Math.random() * 10)
    await consumer.handle(moveUser(user, null, 2, { left: [family, owner] }))
    const accepted = (await Promise.all(posts)).filter(({ status }) => status === 201)
    await deliver()
    const stored = await findDocuments('expenses', family)
    expect(new Set(stored.map(({ user_id }) => user_id))).toEqual(
      new Set(accepted.length === 0 ? [] : [`USER#${owner}`]),
    )
    expect(stored.map(({ _id }) => _id).toSorted()).toEqual(
      accepted.map(({ id }) => `expense_${id}`).toSorted(),
    )
  }
})

test('what a killed service has inserted too late is settled by its event', async () => {
  const { mongo } = migrated.stores
  const [user, owner, family, gone] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  // The documents are those of the service, inserted again as if they arrived after the check and the consumers.
  const insertLate = async (familyId: string): Promise<void> => {
    const as = createPrincipal(user, familyId, 1)
    await call(as, 'POST', '/v1/expenses', EXPENSE)
    await call(as, 'POST', '/v1/budgets', createBudget())
    for (const name of ['expenses', 'budgets']) {
      const collection = mongo.db.collection<StoredDocument>(name)
      const documents = await findDocuments(name, familyId)
      await collection.deleteMany({ family_id: `FAMILY#${familyId}` })
      late.push(async () => void (await collection.insertMany([...documents])))
    }
  }
  const late: (() => Promise<void>)[] = []
  await insertLate(family)
  await insertLate(gone)
  await reassignExpenses(mongo).handle(moveUser(user, null, 2, { left: [family, owner] }))
  const archive = createBudgetFamilyArchive(mongo)
  await archive.archive(gone, 'saga')
  await archive.purge(gone, 'saga')
  for (const insert of late) await insert()
  await deliver()
  expect(await findDocuments('expenses', family)).toMatchObject([{ user_id: `USER#${owner}` }])
  expect(await findDocuments('budgets', family)).toHaveLength(1)
  expect([...(await findDocuments('expenses', gone)), ...(await findDocuments('budgets', gone))]).toEqual([])
})

test('nothing is written for a family that is being deleted, and everything again after it was restored', async () => {
  const family = randomUUID()
  const as = createPrincipal(randomUUID(), family, 1)
  const made = await call(as, 'POST', '/v1/expenses', EXPENSE)
  const leaver = createPrincipal(randomUUID(), family, 1)
  const left = await call(leaver, 'POST', '/v1/expenses', EXPENSE)
  const archive = createBudgetFamilyArchive(migrated.stores.mongo)
  await archive.archive(family, 'first')
  await reassignExpenses(migrated.stores.mongo).handle(
    moveUser(leaver.userId, null, 2, { left: [family, as.userId] }),
  )
  const during = [
    await call(as, 'POST', '/v1/expenses', EXPENSE),
    await call(as, 'POST', '/v1/budgets', createBudget()),
  ]
  expect(during.map(({ status }) => status)).toEqual([409, 409])
  await archive.restore(family, 'first')
  expect((await findDocuments('expenses', family)).find(({ _id }) => _id.endsWith(left.id))).toMatchObject({
    user_id: `USER#${as.userId}`,
  })
  // A late step of the saga that has ended.
  await expect(archive.archive(family, 'first')).rejects.toThrow('locked')
  expect((await call(as, 'PATCH', `/v1/expenses/${made.id}`, { amount: '1.00' })).status).toBe(200)
  await archive.archive(family, 'second')
  await deliver()
  await archive.purge(family, 'second')
  await archive.restore(family, 'second')
  expect((await call(as, 'POST', '/v1/expenses', EXPENSE)).status).toBe(401)
  await deliver()
  expect(await findDocuments('expenses', family)).toEqual([])
  // MongoDB removes what is remembered of a deleted family or user when it has expired.
  await reassignExpenses(migrated.stores.mongo).handle(moveUser(as.userId, null, 2, { deleted: true }))
  const remembered = await migrated.stores.mongo.db
    .collection<{ _id: string; expires_at?: Date }>('memberships')
    .find({ _id: { $in: [`FAMILY#${family}`, `USER#${as.userId}`, `USER#${leaver.userId}`] } })
    .toArray()
  expect(
    remembered
      .filter(({ expires_at: at }) => at !== undefined)
      .map(({ _id }) => _id)
      .toSorted(),
  ).toEqual([`FAMILY#${family}`, `USER#${as.userId}`])
})

test.each([
  ['/v1/expenses', EXPENSE, { amount: '1.00' }, { ...EXPENSE, amount: '2.00' }],
  ['/v1/budgets', createBudget(), { limit: '1.00' }, createBudget('2024-11')],
])(
  'a repeated POST to %s gets the first answer after a change and a deletion, and nothing in another family',
  async (path, body, change, other) => {
    const [user, family] = [randomUUID(), randomUUID()]
    const as = createPrincipal(user, family, 1)
    const first = await call(as, 'POST', path, body, 'key')
    expect(first.status).toBe(201)
    await call(as, 'PATCH', `${path}/${first.id}`, change)
    expect((await call(as, 'POST', path, body, 'key')).text).toBe(first.text)
    await call(as, 'DELETE', `${path}/${first.id}`)
    await deliver()
    expect((await call(as, 'POST', path, body, 'key')).text).toBe(first.text)
    expect((await call(as, 'GET', `${path}/${first.id}`)).status).toBe(404)
    expect(await call(as, 'POST', path, other, 'key')).toMatchObject({ status: 422 })
    const elsewhere = await call(createPrincipal(user, randomUUID(), 3), 'POST', path, body, 'key')
    expect(elsewhere).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
    expect(elsewhere.text).not.toContain(family)
    // A rejected request is not stored.
    const invalid = { ...body, category: path.endsWith('expenses') ? { primary: 'none' } : 'none' }
    expect((await call(as, 'POST', path, invalid, 'other')).status).toBe(422)
    expect((await call(as, 'POST', path, other, 'other')).status).toBe(201)
  },
)

test('a request that a killed process has interrupted is completed once, under the same key', async () => {
  const { db } = migrated.stores.mongo
  const as = createPrincipal(randomUUID(), randomUUID(), 1)
  const create = async (key: string): ReturnType<CallAs> => call(as, 'POST', '/v1/expenses', EXPENSE, key)
  const interrupt = async (id: string): Promise<unknown> =>
    db
      .collection('idempotency_keys')
      .updateOne({ document_id: id }, { $unset: { answer: '' }, $set: { process: 'killed' } })
  // After the insertion.
  const first = await create('one')
  await interrupt(first.id)
  expect((await create('one')).text).toBe(first.text)
  // After the insertion, and then another member deletes it.
  const second = await create('two')
  await interrupt(second.id)
  await call(as, 'DELETE', `/v1/expenses/${second.id}`)
  await deliver()
  expect((await create('two')).text).toBe(second.text)
  expect((await call(as, 'GET', `/v1/expenses/${second.id}`)).status).toBe(404)
  // Before the insertion.
  const third = await create('three')
  await interrupt(third.id)
  await db.collection<StoredDocument>('expenses').deleteOne({ _id: `expense_${third.id}` })
  const [repeated, concurrent] = await Promise.all([create('three'), create('three')])
  expect([repeated?.status, concurrent?.status]).toEqual([201, 409])
  expect(repeated?.id).toBe(third.id)
  // After it was rejected, while its events wait to be delivered.
  const fourth = await create('four')
  await interrupt(fourth.id)
  const rejected = { $set: { deleted_at: new Date() } }
  await db.collection<StoredDocument>('expenses').updateOne({ _id: `expense_${fourth.id}` }, rejected)
  expect((await create('four')).status).toBe(409)
  expect((await create('four')).status).toBe(201)
})
