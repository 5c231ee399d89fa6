import {
  type Collection,
  type Document,
  MongoBulkWriteError,
  MongoServerError,
  type OptionalUnlessRequiredId,
} from 'mongodb'
import { WRITTEN_RECORDS } from '../../../core/span-record.js'
import { getActiveSpan, runInSpan, runOutsideSpan, type Span, startSpan } from '../../../core/tracing.js'
import { createLimiter, type Limiter } from '../../../core/limiter.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { formatWrittenRecord } from '../../../stores/mongo/client/format-written-record.js'
import { HttpProblem } from '../../http/problems/http-problem.js'

/**
 * Inserts one document; rejects with the MongoDB error for that document. Resolves to what `readAfter` returned after the
 * document was inserted.
 */
export type InsertOne<T, After> = (document: T) => Promise<After>

interface PendingInsert<T, After> {
  readonly document: T
  readonly resolve: (after: After) => void
  readonly reject: (error: unknown) => void
  /** Of the request that inserts the document. */
  readonly span: Span | undefined
}

const MAX_BATCH = 200

/** The inserts that run or wait, in this process. */
export const batchedInserts: Limiter = createLimiter({
  maxRunning: 1000,
  maxWaiting: 0,
  onFull: () =>
    new HttpProblem(HTTP_ERRORS.OVERLOADED, {
      detail: 'Too many records are being created. Try again in a moment.',
      headers: { 'retry-after': '1' },
    }),
})

/**
 * Batches concurrent inserts into one command: an insert mostly waits for the journal, and a batch waits only once. A
 * single insert is sent immediately; while it is written, the next batch fills. Each document succeeds or fails
 * independently. `readAfter` is called once per batch, when its documents are inserted, while the next batch is written.
 */
export function createBatchedInsert<T extends Document, After>(
  collection: Collection<T>,
  readAfter: (documents: readonly T[]) => Promise<After>,
): InsertOne<T, After> {
  const waiting: PendingInsert<T, After>[] = []
  let isWriting = false
  const next = (): void => {
    if (isWriting || waiting.length === 0) return
    isWriting = true
    const batch = waiting.splice(0, MAX_BATCH)
    // A batch may be sent when that of another request is done.
    runOutsideSpan(() => {
      const [only] = batch
      if (batch.length === 1) void runInSpan(only?.span, () => writeBatch(batch))
      else void traceBatch(collection.collectionName, batch, writeBatch)
    })
  }
  const writeBatch = async (batch: readonly PendingInsert<T, After>[]): Promise<void> => {
    const failed = await insertBatch(collection, batch)
    // The requests that have arrived in the meantime are read first.
    setImmediate(() => {
      isWriting = false
      next()
    })
    await settleBatch(batch, failed, readAfter)
  }
  return async (document) =>
    batchedInserts.run(
      async () =>
        new Promise<After>((resolve, reject) => {
          waiting.push({ document, resolve, reject, span: getActiveSpan() })
          next()
        }),
    )
}

/** Each request has a span for the command that it shares with others. */
async function traceBatch<T extends Document, After>(
  collection: string,
  batch: readonly PendingInsert<T, After>[],
  write: (batch: readonly PendingInsert<T, After>[]) => Promise<void>,
): Promise<void> {
  const spans = batch.flatMap(({ span, document }) => {
    const started = startSpan({
      name: 'insert',
      component: 'mongo',
      kind: 'client',
      parent: span?.traceparent,
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': 'insert',
        'db.operation.batch.size': batch.length,
        'db.collection.name': collection,
        [WRITTEN_RECORDS]: [formatWrittenRecord(collection, String(document['_id']))],
      },
    })
    return started ?? []
  })
  // Errors of single documents are reported by the operations.
  await write(batch)
  for (const span of spans) span.end()
}

/** Returns the errors by index of the document. */
async function insertBatch<T extends Document>(
  collection: Collection<T>,
  batch: readonly { readonly document: T }[],
): Promise<ReadonlyMap<number, unknown>> {
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
  return failed
}

async function settleBatch<T, After>(
  batch: readonly PendingInsert<T, After>[],
  failed: ReadonlyMap<number, unknown>,
  readAfter: (documents: readonly T[]) => Promise<After>,
): Promise<void> {
  for (const [n, { reject }] of batch.entries()) if (failed.has(n)) reject(failed.get(n))
  const inserted = batch.filter((_, n) => !failed.has(n))
  if (inserted.length === 0) return
  try {
    const after = await readAfter(inserted.map(({ document }) => document))
    for (const { resolve } of inserted) resolve(after)
  } catch (error) {
    for (const { reject } of inserted) reject(error)
  }
}
