import type { PerStore } from '../core/store-name.js'
import type { RecordBatch } from '../domain/world-records.js'
import type { StoredRecord } from './data-store.js'
import { storedItems } from './dynamodb/stored-item.js'
import { storedDocuments } from './mongo/stored-document.js'
import { storedRows } from './postgres/stored-rows.js'

/** How each store would give the records of a batch back; needs no connection. */
export const STORED_RECORDS: PerStore<(batch: RecordBatch) => readonly StoredRecord[]> = {
  postgres: storedRows,
  dynamodb: storedItems,
  mongo: storedDocuments,
}
