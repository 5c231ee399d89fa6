import type { DynamodbEndpoint } from '../../../core/endpoints.js'
import { getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import {
  type FoundRecords,
  type RecordAccess,
  type RecordReader,
  type SearchableEntity,
  type SearchLimits,
  toRecordReader,
} from '../../contracts/record-access.js'
import type { Item, ItemReader } from '../client/item-reader.js'
import { openItemReader } from '../client/open-item-reader.js'
import { lookUpItem, toPlainItem } from './item-lookups.js'

export async function openDynamodbRecords(endpoint: DynamodbEndpoint): Promise<RecordReader<ItemReader>> {
  const client = await openItemReader(endpoint)
  return toRecordReader(client, createDynamodbRecords(client))
}

export function createDynamodbRecords(reader: ItemReader): RecordAccess {
  const find: RecordAccess['find'] = async (entity, id) =>
    lookUpItem(reader, id, getPlaceIn('dynamodb', entity).sortKeyPrefix)
  return {
    find,
    async findAll(entity, ids) {
      const items = await Promise.all(ids.map(async (id) => find(entity, id)))
      return items.filter((item) => item !== undefined)
    },
    search: async (entity, words, limits) => searchItems(reader, entity, words, limits),
    // Which index finds them is not declared.
    listReferring: () => undefined,
    toQuery: (_entity, _id, record) => [
      'query',
      'dynamodb',
      '--pk',
      String(record['PK']),
      '--sk',
      String(record['SK']),
    ],
  }
}

/** Scans the table until enough items are found or the time limit is reached. */
async function searchItems(
  reader: ItemReader,
  entity: SearchableEntity,
  words: string,
  { size, timeoutMs }: SearchLimits,
): Promise<FoundRecords> {
  const { sortKeyPrefix } = getPlaceIn('dynamodb', entity)
  const deadline = performance.now() + timeoutMs
  const wanted = words.toLowerCase()
  const records: PlainRecord[] = []
  let start: Item | undefined
  do {
    const page = await reader.scan({ Limit: 500, ExclusiveStartKey: start })
    for (const item of page.Items ?? []) {
      if (item['SK']?.S?.startsWith(sortKeyPrefix) !== true) continue
      const text = entity.searchFields.map((field) => item[field]?.S ?? '').join('\n')
      if (text.toLowerCase().includes(wanted)) records.push(toPlainItem(item))
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined && records.length < size && performance.now() < deadline)
  return { records: records.slice(0, size), complete: start === undefined || records.length >= size }
}
