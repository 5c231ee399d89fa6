import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { getPlaceIn } from '../../../domain/entities/entity.js'
import { type RecordAccess, type RecordReader, toRecordReader } from '../../contracts/record-access.js'
import type { ItemReader } from '../client/item-reader.js'
import { openItemReader } from '../client/open-item-reader.js'
import { lookUpItem } from './item-lookups.js'
import { listReferringItems } from './list-referring-items.js'
import { findPartialItems, listItems, searchItems } from './scan-items.js'

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
    findPartial: async (entity, part, size) => findPartialItems(reader, entity, part, size),
    search: (entity, ...request) => searchItems(reader, entity, ...request),
    list: async (entity, request) => listItems(reader, entity, request),
    // The indexes have the items of one partition only.
    listOrders: async () => Promise.resolve([]),
    listReferring: (entity, reference, id) => listReferringItems(reader, entity, reference, id),
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
