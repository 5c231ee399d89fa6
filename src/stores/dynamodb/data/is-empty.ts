import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import { openItemReader } from '../client/open-item-reader.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { listTables } from '../own-tables/list-own-tables.js'
import { listRecordedTables } from '../own-tables/list-recorded-tables.js'

/** Whether the server has no item, and no table but those that migrations create: a dataset that is copied does not have others. */
export async function isEmpty(store: DynamodbStore): Promise<boolean> {
  const { table, endpoint } = store
  await using history = await openItemReader({ ...endpoint, table: toHistoryTableName(table) }, store)
  const recorded = await listRecordedTables(history)
  const migrated = recorded.filter(({ isMigrated }) => isMigrated).map(({ name }) => name)
  const known = new Set([table, history.table, ...migrated])
  return (await listTables(store)).every((name) => known.has(name)) && (await hasNoItems(store))
}

/** Whether no table of the server has an item, apart from the migration history, and from one of the todo table that `isIgnored`. */
export async function hasNoItems(
  store: DynamodbStore,
  isIgnored: (item: Item) => boolean = () => false,
): Promise<boolean> {
  const services = new Set<string>([store.table, toHistoryTableName(store.table)])
  for (const name of await listTables(store)) {
    if (!services.has(name) && (await readFirstItems(store, name)).length > 0) return false
  }
  return (await readFirstItems(store, store.table)).every(isIgnored)
}

async function readFirstItems({ client }: DynamodbStore, table: string): Promise<readonly Item[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: table, Limit: 2, ConsistentRead: true }),
  )
  return Items
}
