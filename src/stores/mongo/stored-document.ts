import { deserialize, serialize } from 'bson'
import { KINDS_OF_STORE, type RecordBatch, type RecordKind } from '../../domain/world-records.js'
import type { StoredRecord } from '../data-store.js'

export type MongoKind = Extract<RecordKind, 'categories' | 'expenses' | 'budgets'>

/**
 * A document as a record. Its BSON is compared byte for byte, types and all; events that wait in it for the relay are on
 * their way elsewhere and do not count.
 */
export function storedDocument(kind: MongoKind, bytes: Uint8Array): StoredRecord {
  const fields = deserialize(bytes)
  const lasting = 'outbox' in fields ? withoutOutbox(bytes) : bytes
  return { kind, id: String(fields['_id']), canonical: Buffer.from(lasting).toString('latin1'), fields }
}

function withoutOutbox(bytes: Uint8Array): Uint8Array {
  // Not promoted, so that an int stays an int and a double a double.
  const { outbox: _, ...lasting } = deserialize(bytes, { promoteValues: false })
  return serialize(lasting)
}

/** How the records of a batch would be read. */
export function storedDocuments(batch: RecordBatch): readonly StoredRecord[] {
  return KINDS_OF_STORE.mongo.filter(isMongoKind).flatMap((kind) => {
    const documents: readonly object[] = batch[kind] ?? []
    return documents.map((document) => storedDocument(kind, serialize(document)))
  })
}

export function isMongoKind(kind: RecordKind): kind is MongoKind {
  return kind === 'categories' || kind === 'expenses' || kind === 'budgets'
}
