import { ScanCommand, paginateListTables } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import { toHistoryTableName } from '../migrations/read-history.js'

/** Whether no table of the server has an item, apart from the migration history, and from one of the todo table that `isIgnored`. */
export async function isEmpty(
  store: DynamodbStore,
  isIgnored: (item: Item) => boolean = () => false,
): Promise<boolean> {
  const { client, table } = store
  const services = new Set<string>([table, toHistoryTableName(table)])
  for await (const { TableNames: names = [] } of paginateListTables({ client }, {})) {
    for (const name of names) {
      if (!services.has(name) && (await readFirstItems(store, name)).length > 0) return false
    }
  }
  return (await readFirstItems(store, table)).every(isIgnored)
}

async function readFirstItems({ client }: DynamodbStore, table: string): Promise<readonly Item[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: table, Limit: 2, ConsistentRead: true }),
  )
  return Items
}
