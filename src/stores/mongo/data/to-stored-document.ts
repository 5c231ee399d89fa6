import { deserialize, type Document, serialize } from 'bson'
import type { EntityPlural, EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'

/**
 * Converts a document to a record. Its BSON is compared byte by byte, including types, but without its outbox, whose
 * undelivered events are not part of the record.
 */
export function toStoredDocument(kind: EntityPlural, bytes: Uint8Array): StoredRecord {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const canonical = MAYBE_OUTBOX.test(text) ? withoutOutbox(text) : text
  let fields: Document | undefined
  return {
    kind,
    canonical,
    get id() {
      return String(this.fields['_id'])
    },
    // Reading a fingerprint does not require them.
    get fields() {
      return (fields ??= deserialize(Buffer.from(text, 'latin1')))
    },
  }
}

/** The name of a field, with the NUL that ends it. */
const MAYBE_OUTBOX = /outbox\0/

function withoutOutbox(text: string): string {
  // promoteValues: false preserves BSON number types.
  const document = deserialize(Buffer.from(text, 'latin1'), { promoteValues: false })
  if (!('outbox' in document)) return text
  const { outbox: _, ...content } = document
  return Buffer.from(serialize(content)).toString('latin1')
}

/** Returns the records of a batch as a scan would return them. */
export function toStoredDocuments(batch: RecordBatch, entities: EntityRegistry): readonly StoredRecord[] {
  return entities.ofStore('mongo').flatMap(({ plural }) => {
    const documents: readonly object[] = batch[plural] ?? []
    return documents.map((document) => toStoredDocument(plural, serialize(document)))
  })
}
