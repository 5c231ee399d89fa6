import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import type { OutboxStore } from '../../contracts/outbox-store.js'
import { openStores } from '../../open-stores.js'
import type { MongoStore } from '../client/mongo-store.js'
import { mongoOutbox } from './mongo-outbox.js'

interface StoredDocument {
  readonly _id: string
  readonly outbox?: readonly { readonly id: string; readonly time: string }[]
  readonly deleted_at?: Date
}

const toEvent = (id: string): { id: string; time: string } => ({ id, time: '2026-01-01T00:00:00.000Z' })
const DOCUMENTS: readonly StoredDocument[] = [
  { _id: 'one', outbox: [toEvent('a')] },
  { _id: 'two', outbox: [toEvent('b'), toEvent('c')] },
  { _id: 'deleted', outbox: [toEvent('d'), toEvent('e')], deleted_at: new Date(0) },
  { _id: 'late', outbox: [toEvent('g')] },
  { _id: 'other' },
]

test.each([0, 1, 2, 3])(
  'entries whose removal ends after %i writes are found and removed again',
  async (writes) => {
    // Without migrations: what they demand of documents does not matter here.
    await using databases = await createTestDatabases()
    await using stores = await openStores(databases.endpoints)
    const { mongo } = stores
    const documents = mongo.db.collection<StoredDocument>('expenses')
    await documents.insertMany([...DOCUMENTS])
    const entries = await mongoOutbox(mongo).read(100)
    expect(entries.map(({ event }) => event.id).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'g'])
    // Written after the entries were read.
    await documents.updateOne({ _id: 'two' }, { $push: { outbox: toEvent('f') } })
    await documents.updateOne({ _id: 'late' }, { $set: { deleted_at: new Date(0) } })

    await mongoOutbox(endAfter(mongo, writes))
      .deleteEntries(entries)
      .catch(() => {})
    const remaining = await mongoOutbox(mongo).read(100)
    expect(remaining.map(({ event }) => event.id)).toContain('f')
    await removeAgain(mongoOutbox(mongo), remaining)
    expect(await documents.find().toArray()).toEqual([
      { _id: 'one' },
      { _id: 'two', outbox: [toEvent('f')] },
      { _id: 'other' },
    ])
  },
)

test('entries of documents that have not changed are removed by one write', async () => {
  await using databases = await createTestDatabases()
  await using stores = await openStores(databases.endpoints)
  const { mongo } = stores
  const documents = mongo.db.collection<StoredDocument>('expenses')
  await documents.insertMany([
    { _id: 'one', outbox: [toEvent('a')] },
    { _id: 'two', outbox: [toEvent('b'), toEvent('c')] },
  ])
  await mongoOutbox(endAfter(mongo, 1)).deleteEntries(await mongoOutbox(mongo).read(100))
  expect(await documents.find().toArray()).toEqual([{ _id: 'one' }, { _id: 'two' }])
})

async function removeAgain(
  outbox: OutboxStore,
  remaining: Awaited<ReturnType<OutboxStore['read']>>,
): Promise<void> {
  await outbox.deleteEntries(remaining.filter(({ event }) => event.id !== 'f'))
}

/** The store as a process sees it that is killed after a number of writes. */
function endAfter(store: MongoStore, writes: number): MongoStore {
  let left = writes
  const count = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name, object)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          if ((name === 'updateMany' || name === 'deleteMany') && left-- <= 0) throw new Error('killed')
          const result: unknown = Reflect.apply(value, object, args)
          return name === 'collection' ? count(result as object) : result
        }
      },
    })
  return { ...store, db: count(store.db) }
}
