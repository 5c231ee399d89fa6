import { deserialize, serialize } from 'bson'
import { SEEDED_ENTITIES, type RecordBatch, type SeededEntity } from '../../domain/seeded-entities.js'
import type { StoredRecord } from '../data-store.js'

export type MongoEntity = Extract<SeededEntity, 'categories' | 'expenses' | 'budgets'>

/**
 * A document as a record. Its BSON is compared byte for byte, types and all; events that wait in it for the relay are on
 * their way elsewhere and do not count.
 */
export function toStoredDocument(kind: MongoEntity, bytes: Uint8Array): StoredRecord {
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
export function toStoredDocuments(batch: RecordBatch): readonly StoredRecord[] {
  return SEEDED_ENTITIES.mongo.filter(isMongoEntity).flatMap((kind) => {
    const documents: readonly object[] = batch[kind] ?? []
    return documents.map((document) => toStoredDocument(kind, serialize(document)))
  })
}

export function isMongoEntity(kind: SeededEntity): kind is MongoEntity {
  return kind === 'categories' || kind === 'expenses' || kind === 'budgets'
}
