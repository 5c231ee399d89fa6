import {
  type Collection,
  type Document,
  MongoBulkWriteError,
  MongoServerError,
  type OptionalUnlessRequiredId,
} from 'mongodb'

/** Inserts one document; rejects with the MongoDB error for that document. */
export type InsertOne<T> = (document: T) => Promise<void>

interface PendingInsert<T> {
  readonly document: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** One batch is written while the next one fills. More batches would only wait for the same journal write. */
const MAX_IN_FLIGHT = 2
const MAX_BATCH = 200

/**
 * Batches concurrent inserts into one command: an insert mostly waits for the journal, and a batch waits only once. A
 * single insert is sent immediately. Each document succeeds or fails independently.
 */
export function createBatchedInsert<T extends Document>(collection: Collection<T>): InsertOne<T> {
  const waiting: PendingInsert<T>[] = []
  let inFlight = 0
  const next = (): void => {
    while (inFlight < MAX_IN_FLIGHT && waiting.length > 0) {
      inFlight++
      void insertBatch(collection, waiting.splice(0, MAX_BATCH)).finally(() => {
        inFlight--
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
  batch: readonly PendingInsert<T>[],
): Promise<void> {
  const failed = new Map<number, unknown>()
  try {
    const documents = batch.map(({ document }) => document as unknown as OptionalUnlessRequiredId<T>)
    const [only] = documents
    if (documents.length === 1 && only !== undefined) await collection.insertOne(only)
    else await collection.insertMany(documents, { ordered: false })
  } catch (error) {
    const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    // The error is not about single documents: the outcome of each of them is unknown.
    if (errors.length === 0) batch.forEach((_, n) => failed.set(n, error))
    for (const { index, code, errmsg } of errors) {
      failed.set(index, new MongoServerError({ code, message: errmsg ?? String(error) }))
    }
  }
  for (const [n, { resolve, reject }] of batch.entries()) {
    if (failed.has(n)) reject(failed.get(n))
    else resolve()
  }
}
