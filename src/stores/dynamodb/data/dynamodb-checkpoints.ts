import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { SeedCheckpoint } from '../../contracts/data-store.js'
import type { Item } from '../client/item-reader.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/**
 * Items with `PK = SEED#WORLD` and `SK = <dataset key>` in the todo table, so that they are copied and deleted with it.
 */
export const CHECKPOINT_PARTITION = 'SEED#WORLD'

export async function readCheckpoints(store: DynamodbStore): Promise<readonly SeedCheckpoint[]> {
  const page = await store.client
    .send(
      new QueryCommand({
        TableName: store.table,
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: CHECKPOINT_PARTITION } },
        ConsistentRead: true,
      }),
    )
    .catch((error: unknown) => {
      // The table was never migrated, so it was never seeded.
      if (error instanceof ResourceNotFoundException) return { Items: [] }
      throw error
    })
  return (page.Items ?? []).map((item) => unmarshall(item)['mark'] as SeedCheckpoint)
}

export async function writeCheckpoint(store: DynamodbStore, checkpoint: SeedCheckpoint): Promise<void> {
  await store.client.send(new PutItemCommand({ TableName: store.table, Item: toCheckpointItem(checkpoint) }))
}

export function toCheckpointItem(checkpoint: SeedCheckpoint): Item {
  return marshall({ PK: CHECKPOINT_PARTITION, SK: checkpoint.world, mark: checkpoint })
}

/** Whether it is the checkpoint of the dataset with this key. */
export function isCheckpointItem({ PK, SK }: Item, dataset: string): boolean {
  return PK?.S === CHECKPOINT_PARTITION && SK?.S === dataset
}

export async function deleteCheckpoint(store: DynamodbStore, dataset: string): Promise<void> {
  const key = marshall({ PK: CHECKPOINT_PARTITION, SK: dataset })
  await store.client.send(new DeleteItemCommand({ TableName: store.table, Key: key }))
}
