import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { SeedMark } from '../data-store.js'
import type { DynamodbStore } from './dynamodb-store.js'

/** Items `PK = SEED#WORLD`, `SK = <world>` of the table: it is the only place that goes where the todos go. */
const PARTITION = 'SEED#WORLD'

export async function readMarks(store: DynamodbStore): Promise<readonly SeedMark[]> {
  const page = await store.client
    .send(
      new QueryCommand({
        TableName: store.table,
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: PARTITION } },
        ConsistentRead: true,
      }),
    )
    .catch((error: unknown) => {
      // Never migrated, so never seeded.
      if (error instanceof ResourceNotFoundException) return { Items: [] }
      throw error
    })
  return (page.Items ?? []).map((item) => unmarshall(item)['mark'] as SeedMark)
}

export async function writeMark(store: DynamodbStore, mark: SeedMark): Promise<void> {
  const item = marshall({ PK: PARTITION, SK: mark.world, mark })
  await store.client.send(new PutItemCommand({ TableName: store.table, Item: item }))
}

export async function deleteMark(store: DynamodbStore, world: string): Promise<void> {
  const key = marshall({ PK: PARTITION, SK: world })
  await store.client.send(new DeleteItemCommand({ TableName: store.table, Key: key }))
}
