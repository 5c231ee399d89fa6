import { marshall } from '@aws-sdk/util-dynamodb'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { batchWrite } from '../client/batch-write.js'
import type { ItemBatchWriter } from '../client/item-batch-writer.js'
import type { Item } from '../client/item-reader.js'

/** Puts the items, then deletes those that have the ID of one of them under another key. */
export async function replaceItems(
  writer: ItemBatchWriter,
  entities: EntityRegistry,
  batch: RecordBatch,
  stored: readonly StoredRecord[],
  signal?: AbortSignal,
): Promise<void> {
  const items = entities.ofStore('dynamodb').flatMap(({ plural }) => {
    const records: readonly object[] = batch[plural] ?? []
    return records.map((record) => marshall(record))
  })
  await batchWrite(writer, items, (Item) => ({ PutRequest: { Item } }), signal)
  const keys = new Set(items.map(({ PK, SK }) => toText({ PK, SK })))
  const misplaced = stored
    .map(({ fields }) => marshall({ PK: fields['PK'], SK: fields['SK'] }))
    .filter((key) => !keys.has(toText(key)))
  await batchWrite(writer, misplaced, (Key) => ({ DeleteRequest: { Key } }), signal)
}

function toText({ PK, SK }: Item | Partial<Item>): string {
  return JSON.stringify([PK?.S, SK?.S])
}
