import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import type { DynamodbAction } from '../migrations/dynamodb-action.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { TABLE_PARTITION } from './list-recorded-tables.js'

/** Whether an item of the history table names a table. */
export function isRecordedTable({ PK }: Item): boolean {
  return PK?.S === TABLE_PARTITION
}

/** Records the table that a step would create, or forgets the one that it would delete, of a migration that is not run. */
export async function adoptStep(store: DynamodbStore, action: DynamodbAction): Promise<void> {
  if ('createTable' in action) await recordTable(store, action.createTable.table ?? store.table)
  else if ('deleteTable' in action) await forgetTable(store, action.deleteTable.table ?? store.table)
}

/** Records a table that a migration creates. The history table exists. */
export async function recordTable(store: DynamodbStore, name: string): Promise<void> {
  await putRecord(store, toKey(name))
}

/** Records a table that a restore creates. That a migration has created it is known once the history is restored. */
export async function recordRestoredTable(store: DynamodbStore, name: string): Promise<void> {
  await putRecord(store, { ...toKey(name), unmigrated: { BOOL: true } })
}

/** The table of the todo service and its history are never recorded. */
async function putRecord({ client, table }: DynamodbStore, Item: Item): Promise<void> {
  const TableName = toHistoryTableName(table)
  if (Item['SK']?.S === table || Item['SK']?.S === TableName) return
  await client.send(new PutItemCommand({ TableName, Item }))
}

export async function forgetTable({ client, table }: DynamodbStore, name: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: toHistoryTableName(table), Key: toKey(name) }))
}

function toKey(name: string): Item {
  return { PK: { S: TABLE_PARTITION }, SK: { S: name } }
}
