import {
  type Collection,
  type Document,
  MongoBulkWriteError,
  MongoServerError,
  type OptionalUnlessRequiredId,
} from 'mongodb'

/** Inserts one document; rejects with what MongoDB says about it. */
export type InsertOne<T> = (document: T) => Promise<void>

interface PendingInsert<T> {
  readonly document: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** One at work while the next one fills; more would only share the journal's next write anyway. */
const MAX_IN_FLIGHT = 2
const MAX_BATCH = 200

/**
 * Inserts that come while others are on their way go together in one command: each waits for the journal, and that wait
 * is the price of a write. One that comes alone goes at once. Every document succeeds or fails for itself.
 */
export function createBatchedInsert<T extends Document>(collection: Collection<T>): InsertOne<T> {
  const waiting: PendingInsert<T>[] = []
  let atWork = 0
  const next = (): void => {
    while (atWork < MAX_IN_FLIGHT && waiting.length > 0) {
      atWork++
      void insertBatch(collection, waiting.splice(0, MAX_BATCH)).finally(() => {
        atWork--
        next()
      })
    }
  }
  return async (document) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ document, resolve, reject })
      next()
    })
}

async function insertBatch<T extends Document>(
  collection: Collection<T>,
  group: readonly PendingInsert<T>[],
): Promise<void> {
  const failed = new Map<number, unknown>()
  try {
    const documents = group.map(({ document }) => document as unknown as OptionalUnlessRequiredId<T>)
    const [only] = documents
    if (documents.length === 1 && only !== undefined) await collection.insertOne(only)
    else await collection.insertMany(documents, { ordered: false })
  } catch (error) {
    const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    // Not about single documents: nobody knows what became of any of them.
    if (errors.length === 0) group.forEach((_, n) => failed.set(n, error))
    for (const { index, code, errmsg } of errors) {
      failed.set(index, new MongoServerError({ code, message: errmsg ?? String(error) }))
    }
  }
  for (const [n, { resolve, reject }] of group.entries()) {
    if (failed.has(n)) reject(failed.get(n))
    else resolve()
  }
}
