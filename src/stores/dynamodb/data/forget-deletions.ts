import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { getFamilyTombstoneKey } from '../../../domain/family-tombstone.js'
import { getMembershipFenceKey } from '../../../domain/membership-fence.js'
import type { DeletedIds } from '../../contracts/data-store.js'
import { batchWrite } from '../client/batch-write.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import type { ItemBatchWriter } from '../client/item-batch-writer.js'
import type { Item } from '../client/item-reader.js'

/** Removes the tombstones of the families and everything that the todo service has learned of the users' memberships. */
export async function forgetDeletions(
  store: DynamodbStore,
  { familyIds, userIds }: DeletedIds,
  writer: ItemBatchWriter,
): Promise<void> {
  const tombstones = familyIds.map((id) => marshall(getFamilyTombstoneKey(id)))
  const memberships: Item[] = []
  for (const userId of userIds) {
    const { Items = [] } = await store.client.send(
      new QueryCommand({
        TableName: store.table,
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: getMembershipFenceKey(userId).PK } },
        ProjectionExpression: 'PK, SK',
      }),
    )
    memberships.push(...Items)
  }
  await batchWrite(writer, [...tombstones, ...memberships], (Key) => ({ DeleteRequest: { Key } }))
}
