import type { Db, Document, WithId } from 'mongodb'
import type { MongoAggregate, MongoFind, MongoUpdate } from '../../../core/store-types.js'

/** Sends a find command and reads all documents. */
export async function findDocuments<T extends Document>(db: Db, request: MongoFind): Promise<WithId<T>[]> {
  const { find: name, filter, ...options } = request
  return db.collection(name).find<WithId<T>>(filter, options).toArray()
}

/** Sends a find command that is limited to one document. */
export async function findDocument<T extends Document>(
  db: Db,
  request: MongoFind & { readonly limit: 1 },
): Promise<WithId<T> | undefined> {
  return (await findDocuments<T>(db, request))[0]
}

/** Sends an aggregate command and reads all documents. */
export async function aggregateDocuments<T extends Document>(db: Db, request: MongoAggregate): Promise<T[]> {
  return db
    .collection(request.aggregate)
    .aggregate<T>([...request.pipeline])
    .toArray()
}

/** Sends an update of all documents that match. */
export async function updateDocuments(db: Db, { update: name, updates }: MongoUpdate): Promise<void> {
  const [{ q, u }] = updates
  await db.collection(name).updateMany(q, u)
}
