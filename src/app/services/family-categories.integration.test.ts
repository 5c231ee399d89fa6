import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores, type MigratedStores } from '../../../test/support/migrated-stores.js'
import {
  type CallAs,
  createPrincipal,
  createPrincipalCaller,
} from '../../../test/support/principal-caller.js'
import { BUDGET_API } from '../../services/budget/api/budget-api.js'
import { createBudgetService } from '../../services/budget/budget-service.js'
import { createBudgetFamilyArchive } from '../../services/budget/consumers/budget-family-archive.js'
import { settleLateWrites } from '../../services/budget/consumers/settle-late-writes.js'
import { MAX_CATEGORIES, type StoredCategory } from '../../services/budget/documents/category-documents.js'
import { pageCursors } from '../../services/http/requests/page-cursor.js'
import type { Principal } from '../../services/http/requests/principal.js'
import { mongoOutbox } from '../../stores/mongo/outbox/mongo-outbox.js'
import { createServiceApp } from './service-app.js'

let migrated: MigratedStores
let call: CallAs
beforeAll(async () => {
  migrated = await createMigratedStores()
  // A category of an earlier version has no family.
  await getCategories().insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
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

const getCategories = () => migrated.stores.mongo.db.collection<StoredCategory>('categories')
const createOwner = (): Principal & { readonly familyId: string } => ({
  ...createPrincipal(randomUUID(), randomUUID(), 1),
  familyId: randomUUID(),
  role: 'owner',
})
const create = async (as: Principal, id: string, key?: string): ReturnType<CallAs> =>
  call(as, 'POST', '/v1/categories', { id, label: 'Pets', subcategories: [] }, key)
const remove = async (as: Principal, id: string): ReturnType<CallAs> =>
  call(as, 'DELETE', `/v1/categories/${id}`)
const spend = async (as: Principal, primary: string): ReturnType<CallAs> =>
  call(as, 'POST', '/v1/expenses', { amount: '1.00', currency: 'USD', category: { primary } })
const listIds = async (as: Principal): Promise<readonly string[]> => {
  const { text } = await call(as, 'GET', '/v1/categories')
  return (JSON.parse(text) as { items: readonly { id: string }[] }).items.map(({ id }) => id)
}

/** Passes every pending event to the consumer, and removes it, as the relay would. */
async function deliver(): Promise<void> {
  const outbox = mongoOutbox(migrated.stores.mongo)
  const settle = settleLateWrites(migrated.stores.mongo)
  for (let entries = await outbox.read(500); entries.length > 0; entries = await outbox.read(500)) {
    await outbox.deleteEntries(entries)
    for (const { event } of entries)
      if (settle.types.some((type) => type === event.type)) await settle.handle(event)
  }
}

test('two families have categories of the same name, and only their own', async () => {
  const [own, other] = [createOwner(), createOwner()]
  expect((await create(own, 'pets')).status).toBe(201)
  expect([await listIds(own), await listIds(other)]).toEqual([['pets', 'travel'], ['travel']])
  expect([(await spend(other, 'pets')).code, (await remove(other, 'pets')).code]).toEqual([
    'UNKNOWN_CATEGORY',
    'NOT_FOUND',
  ])
  const foreign = encodeURIComponent(`FAMILY#${own.familyId}/pets`)
  expect([(await remove(other, foreign)).code, (await spend(other, foreign)).code]).toEqual([
    'NOT_FOUND',
    'INVALID_REQUEST',
  ])
  expect((await create(other, 'pets')).status).toBe(201)
  expect((await spend(other, 'pets')).status).toBe(201)
  expect((await remove(own, 'pets')).status).toBe(204)
  expect((await remove(other, 'pets')).code).toBe('CATEGORY_IN_USE')
  expect([await listIds(own), await listIds(other)]).toEqual([['travel'], ['pets', 'travel']])
})

test('a late event of an expense that is gone does not bring its removed category back', async () => {
  const owner = createOwner()
  expect((await create(owner, 'hobby')).status).toBe(201)
  const { id } = JSON.parse((await spend(owner, 'hobby')).text) as { readonly id: string }
  expect((await call(owner, 'DELETE', `/v1/expenses/${id}`)).status).toBe(204)
  expect((await remove(owner, 'hobby')).status).toBe(204)
  await deliver()
  expect(await listIds(owner)).toEqual(['travel'])
})

test('categories of the operator can be used and not removed, and users without a family see only them', async () => {
  const own = createOwner()
  expect((await spend(own, 'travel')).status).toBe(201)
  expect([(await create(own, 'travel')).code, (await remove(own, 'travel')).code]).toEqual([
    'CATEGORY_EXISTS',
    'FORBIDDEN',
  ])
  await create(own, 'pets')
  const nobody = createPrincipal(randomUUID(), undefined, 0)
  expect(await listIds(nobody)).toEqual(['travel'])
  expect((await create(nobody, 'pets')).code).toBe('FORBIDDEN')
})

test('the number of categories of a family is bounded, also by requests at the same time', async () => {
  const own = createOwner()
  const family = `FAMILY#${own.familyId}`
  await getCategories().insertMany(
    Array.from({ length: MAX_CATEGORIES - 3 }, (_, n) => ({
      _id: `${family}/pets_${n}`,
      family_id: family,
      label: 'Pets',
      subcategories: [],
      slot: n + 1,
      version: 1,
    })),
  )
  let names = Array.from({ length: 8 }, (_, n) => `more_${n}`)
  while (names.length > 0) {
    const replies = await Promise.all(names.map(async (name) => create(own, name)))
    names = names.filter((_, n) => replies[n]?.code === 'CONFLICT')
  }
  expect(await listIds(own)).toHaveLength(MAX_CATEGORIES + 1)
  expect((await create(own, 'one_more')).code).toBe('TOO_MANY_CATEGORIES')
  // A removed one counts for a day, and its name can be used again.
  const name = (await listIds(own)).find((id) => id !== 'travel') ?? ''
  expect((await remove(own, name)).status).toBe(204)
  expect((await create(own, 'one_more')).code).toBe('TOO_MANY_CATEGORIES')
  expect([(await create(own, name)).status, await listIds(own)]).toEqual([
    201,
    expect.toSatisfy((ids: readonly string[]) => ids.includes(name)),
  ])
})

test('a category that is removed while it is used stays, or the use is rejected', async () => {
  const own = createOwner()
  for (let round = 0; round < 15; round++) {
    const name = `round_${round}`
    await create(own, name)
    const first = await spend(own, 'travel')
    const month = `20${String(10 + round)}-01`
    const used = await Promise.all([
      spend(own, name),
      call(own, 'POST', '/v1/budgets', { category: name, month, limit: '1.00', currency: 'USD' }),
      call(own, 'PATCH', `/v1/expenses/${first.id}`, { category: { primary: name } }),
      remove(own, name),
    ])
    const uses = used.slice(0, 3).filter(({ status }) => status < 300)
    expect(uses.length === 0 || (await listIds(own)).includes(name)).toBe(true)
    expect(uses.length > 0 || used[3]?.status === 204).toBe(true)
  }
})

test('what a killed process has left is completed: a used category is restored, a late one is deleted', async () => {
  const own = createOwner()
  const family = `FAMILY#${own.familyId}`
  await create(own, 'pets')
  await spend(own, 'pets')
  // Killed after the category was marked as removed, before the expenses were looked for again.
  await getCategories().updateOne({ _id: `${family}/pets` }, { $set: { removed_at: new Date() } })
  expect(await listIds(own)).toEqual(['travel'])
  await deliver()
  expect(await listIds(own)).toEqual(['pets', 'travel'])

  const archive = createBudgetFamilyArchive(migrated.stores.mongo)
  await archive.archive(own.familyId, 'saga')
  expect([(await create(own, 'late')).code, (await remove(own, 'pets')).code]).toEqual([
    'CONFLICT',
    'CONFLICT',
  ])
  await archive.purge(own.familyId, 'saga').catch(() => {})
  await deliver()
  await archive.purge(own.familyId, 'saga')
  expect(await getCategories().countDocuments({ family_id: family })).toBe(0)
  expect((await create(own, 'late')).code).toBe('UNAUTHENTICATED')
})

test('a repeated request gets the first response, also after the category was removed', async () => {
  const own = createOwner()
  const first = await create(own, 'pets', 'key')
  await remove(own, 'pets')
  expect(await create(own, 'pets', 'key')).toEqual(first)
  expect(await listIds(own)).toEqual(['travel'])
})
