import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'

export type Item = Record<string, AttributeValue>

/** The primary key of an item by its id, from the index of ids. */
export async function findItemKey(
  { client, table }: DynamodbStore,
  id: string,
  sortKeyPrefix: string,
): Promise<Item | undefined> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'GSI4',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }),
  )
  const found = items.find(({ SK }) => SK?.S?.startsWith(sortKeyPrefix) === true)
  return found?.['PK'] && found['SK'] ? { PK: found['PK'], SK: found['SK'] } : undefined
}
