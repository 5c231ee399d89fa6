import { DeleteItemCommand, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isMissingTable } from '../client/is-missing-table.js'
import type { Item } from '../client/item-reader.js'
import type { DynamodbAction } from '../migrations/dynamodb-action.js'
import { toHistoryTableName } from '../migrations/read-history.js'

/** The partition of the history table that names the tables which migrations of the project have created. */
const TABLE_PARTITION = 'TABLE'

/** Whether an item of the history table names a table. */
export function isRecordedTable({ PK }: Item): boolean {
  return PK?.S === TABLE_PARTITION
}

/** Records the table that a step would create, or forgets the one that it would delete, of a migration that is not run. */
export async function adoptStep(store: DynamodbStore, action: DynamodbAction): Promise<void> {
  if ('createTable' in action) await recordTable(store, action.createTable.table ?? store.table)
  else if ('deleteTable' in action) await forgetTable(store, action.deleteTable.table ?? store.table)
}

/** The history table exists. The table of the todo service and its history are never recorded. */
export async function recordTable(store: DynamodbStore, name: string): Promise<void> {
  const history = toHistoryTableName(store.table)
  if (name === store.table || name === history) return
  await store.client.send(new PutItemCommand({ TableName: history, Item: toKey(name) }))
}

export async function forgetTable({ client, table }: DynamodbStore, name: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: toHistoryTableName(table), Key: toKey(name) }))
}

/** The names that are recorded; none if the store was never migrated. */
export async function listRecordedTables({ client, table }: DynamodbStore): Promise<readonly string[]> {
  const names: string[] = []
  try {
    const pages = paginateQuery(
      { client },
      {
        TableName: toHistoryTableName(table),
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: TABLE_PARTITION } },
        ConsistentRead: true,
      },
    )
    for await (const { Items = [] } of pages) names.push(...Items.map(({ SK }) => SK?.S ?? ''))
  } catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return names
}

function toKey(name: string): Item {
  return { PK: { S: TABLE_PARTITION }, SK: { S: name } }
}
