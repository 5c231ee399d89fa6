import type { PerStore } from '../core/store-name.js'
import type { RecordBatch } from '../domain/seeded-entities.js'
import type { StoredRecord } from './contracts/data-store.js'
import { toStoredItems } from './dynamodb/to-stored-item.js'
import { toStoredDocuments } from './mongo/to-stored-document.js'
import { toStoredRows } from './postgres/to-stored-rows.js'

/** Converts a batch to the records that each store would return for it. Requires no connection. */
export const TO_STORED_RECORDS: PerStore<(batch: RecordBatch) => readonly StoredRecord[]> = {
  postgres: toStoredRows,
  dynamodb: toStoredItems,
  mongo: toStoredDocuments,
}
