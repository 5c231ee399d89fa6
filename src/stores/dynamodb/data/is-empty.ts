import { ScanCommand, paginateListTables } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import { toHistoryTableName } from '../migrations/read-history.js'

/** Whether the table has no item, apart from one that `isIgnored`. Other tables, apart from the migration history, count as data. */
export async function isEmpty(
  { client, table }: DynamodbStore,
  isIgnored: (item: Item) => boolean = () => false,
): Promise<boolean> {
  const own = new Set<string>([table, toHistoryTableName(table)])
  for await (const { TableNames: names = [] } of paginateListTables({ client }, {})) {
    if (names.some((name) => !own.has(name))) return false
  }
  const { Items: items = [] } = await client.send(
    new ScanCommand({ TableName: table, Limit: 2, ConsistentRead: true }),
  )
  return items.every(isIgnored)
}
