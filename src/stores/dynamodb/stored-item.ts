import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { RecordBatch } from '../../domain/world-records.js'
import { canonicalText } from '../canonical-text.js'
import type { StoredRecord } from '../data-store.js'

export type RawItem = Record<string, AttributeValue>

/** An item as a record: a todo when its sort key says so, else something else that shares the table. */
export function storedItem(item: RawItem): StoredRecord {
  const sortKey = item['SK']?.S ?? ''
  const kind = sortKey.startsWith('TODO#') ? 'todos' : 'other'
  const id = item['id']?.S ?? `${item['PK']?.S ?? ''}|${sortKey}`
  // The attribute's type letter is part of the text: "5" and 5 differ.
  return { kind, id, canonical: canonicalText(item), fields: unmarshall(item) }
}

/** The items of a batch, as DynamoDB takes them. */
export function rawItems(batch: RecordBatch): RawItem[] {
  return (batch.todos ?? []).map((todo) => marshall(todo))
}

/** How the records of a batch would be read. */
export function storedItems(batch: RecordBatch): readonly StoredRecord[] {
  return rawItems(batch).map(storedItem)
}
