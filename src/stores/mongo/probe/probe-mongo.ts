import type { Collection } from 'mongodb'
import { formatCount } from '../../../core/format-count.js'
import { createScratchName, type ProbeCheck, type ProbeOptions, runCheck } from '../../contracts/probe.js'
import type { MongoStore } from '../client/mongo-store.js'

const VALIDATION_FAILED = 121
const DUPLICATE_KEY = 11_000

/** What migrations and services need: TLS, reads, and in a scratch collection what the server guarantees. */
export async function probeMongo(store: MongoStore, { write }: ProbeOptions): Promise<readonly ProbeCheck[]> {
  const { db, client } = store
  const tls = client.options.tls
  const checks: ProbeCheck[] = [
    {
      kind: 'guarantee',
      check: 'tls',
      status: tls ? 'ok' : 'skipped',
      message: tls ? 'TLS' : 'the connection is not encrypted',
    },
    await runCheck('permission', 'listCollections', async () => {
      const found = await db.listCollections({}, { nameOnly: true }).toArray()
      return formatCount(found.length, 'collection')
    }),
    await runCheck('permission', 'find', async () => {
      await db.collection('expenses').findOne({})
      return undefined
    }),
  ]
  return write ? [...checks, ...(await probeScratchCollection(store))] : checks
}

async function probeScratchCollection(store: MongoStore): Promise<readonly ProbeCheck[]> {
  const { db } = store
  const name = createScratchName()
  const created = await runCheck('migration', 'create collection', async () => {
    await db.createCollection(name, {
      validator: { $jsonSchema: { bsonType: 'object', required: ['amount'] } },
    })
    return 'with a validator'
  })
  if (created.status !== 'ok') return [created]
  const collection = db.collection(name)
  try {
    return [
      created,
      await runCheck('guarantee', 'validators', async () => {
        // Some servers accept a validator and ignore it.
        await assertRejected(collection, {}, VALIDATION_FAILED, 'the validator is accepted but not enforced')
        return 'an invalid document is rejected'
      }),
      await runCheck('guarantee', 'unique indexes', async () => {
        await collection.createIndex({ n: 1 }, { unique: true })
        await collection.insertOne({ amount: 1, n: 1 })
        await assertRejected(collection, { amount: 1, n: 1 }, DUPLICATE_KEY, 'a duplicate was accepted')
        return 'a duplicate is rejected'
      }),
      await runCheck('migration', 'partial and TTL indexes', async () => {
        await collection.createIndex({ a: 1 }, { partialFilterExpression: { a: { $exists: true } } })
        await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
        return undefined
      }),
      await runCheck('guarantee', 'transactions', async () => checkTransactions(store, collection)),
    ]
  } finally {
    await collection.drop()
  }
}

/** The services do without them, so a server that has none is no problem. */
async function checkTransactions({ client }: MongoStore, collection: Collection): Promise<string> {
  try {
    await client.withSession(async (session) => {
      session.startTransaction()
      await collection.insertOne({ amount: 2, n: 2 }, { session })
      await session.abortTransaction()
    })
    return 'available'
  } catch {
    return 'not available; they are not required'
  }
}

async function assertRejected(
  collection: Collection,
  document: object,
  code: number,
  otherwise: string,
): Promise<void> {
  const found = await collection.insertOne({ ...document }).then(
    () => undefined,
    (error: { readonly code?: number }) => error.code ?? 0,
  )
  if (found !== code) throw new Error(found === undefined ? otherwise : `error ${found}`)
}
