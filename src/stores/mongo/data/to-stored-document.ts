import { deserialize, serialize } from 'bson'
import type { EntityPlural, EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'

/**
 * Converts a document to a record. Its BSON is compared byte by byte, including types, but without its outbox, whose
 * undelivered events are not part of the record.
 */
export function toStoredDocument(kind: EntityPlural, bytes: Uint8Array): StoredRecord {
  const fields = deserialize(bytes)
  const content = 'outbox' in fields ? withoutOutbox(bytes) : bytes
  return { kind, id: String(fields['_id']), canonical: Buffer.from(content).toString('latin1'), fields }
}

function withoutOutbox(bytes: Uint8Array): Uint8Array {
  // promoteValues: false preserves BSON number types.
  const { outbox: _, ...content } = deserialize(bytes, { promoteValues: false })
  return serialize(content)
}

/** Returns the records of a batch as a scan would return them. */
export function toStoredDocuments(batch: RecordBatch, entities: EntityRegistry): readonly StoredRecord[] {
  return entities.ofStore('mongo').flatMap(({ plural }) => {
    const documents: readonly object[] = batch[plural] ?? []
    return documents.map((document) => toStoredDocument(plural, serialize(document)))
  })
}
