import { MongoServerError } from 'mongodb'
import type { MongoStore } from '../client/mongo-store.js'

const DUPLICATE_KEY = 11_000
/** Documents per insert command. */
const DOCUMENTS_PER_INSERT = 1000

/**
 * Inserts documents that do not exist yet, with one command per thousand. The driver's bulk insert serializes each
 * document twice, once to measure it. Seeded documents have a few kilobytes, so a command is far below the limit of 48
 * MB.
 */
export async function insertMissing(
  store: MongoStore,
  collection: string,
  documents: readonly object[],
): Promise<void> {
  const { w, j } = store.db.writeConcern ?? {}
  const writeConcern = { ...(w === undefined ? {} : { w }), j: j ?? true }
  for (let start = 0; start < documents.length; start += DOCUMENTS_PER_INSERT) {
    const { writeErrors = [], writeConcernError } = (await store.db.command({
      insert: collection,
      documents: documents.slice(start, start + DOCUMENTS_PER_INSERT),
      ordered: false,
      writeConcern,
    })) as InsertReply
    // Only a duplicate _id means that the document already exists; other unique indexes report real conflicts.
    const failure =
      writeErrors.find(({ code, errmsg }) => code !== DUPLICATE_KEY || !/ index: _id_ /.test(errmsg)) ??
      writeConcernError
    if (failure !== undefined) throw new MongoServerError(failure)
  }
}

interface WriteFailure {
  readonly code: number
  readonly errmsg: string
}

/** The reply to an insert command. */
interface InsertReply {
  readonly writeErrors?: readonly WriteFailure[]
  readonly writeConcernError?: WriteFailure
}
