import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type FamilyTombstone, familyTombstoneKey } from '../../domain/family-tombstone.js'
import type { DynamodbStore } from '../../stores/dynamodb/dynamodb-store.js'

/** Whether a family is being deleted or gone, as the todo service knows it; `alive` where nothing says otherwise. */
export async function familyState(
  store: DynamodbStore,
  familyId: string,
): Promise<'alive' | FamilyTombstone['state']> {
  const { Item } = await store.client.send(
    new GetItemCommand({
      TableName: store.table,
      Key: marshall(familyTombstoneKey(familyId)),
      ConsistentRead: true,
    }),
  )
  return Item === undefined ? 'alive' : (unmarshall(Item) as FamilyTombstone).state
}
