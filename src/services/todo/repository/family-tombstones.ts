import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type FamilyTombstone, getFamilyTombstoneKey } from '../../../domain/family-tombstone.js'
import { getTombstoneExpiry } from '../../../domain/tombstone-retention.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'

type TombstoneState = FamilyTombstone['state']

/** A transaction item that fails if the family is deleted or being deleted. */
export function checkFamilyActive(store: Pick<DynamodbStore, 'table'>, familyId: string): TransactWriteItem {
  return toConditionCheck(store, familyId, 'attribute_not_exists(PK) OR #state = :state', {
    ':state': 'restored',
  })
}

/** A transaction item that fails unless this saga has put the family in this state. */
export function checkFamilyState(
  store: DynamodbStore,
  familyId: string,
  saga: string,
  state: TombstoneState,
): TransactWriteItem {
  return toConditionCheck(store, familyId, '#state = :state AND saga = :saga', {
    ':state': state,
    ':saga': saga,
  })
}

/** The state of a family in the todo service; undefined if no saga has changed it. */
export async function findTombstone(
  store: DynamodbStore,
  familyId: string,
): Promise<FamilyTombstone | undefined> {
  const { Item } = await store.client.send(
    new GetItemCommand({
      TableName: store.table,
      Key: marshall(getFamilyTombstoneKey(familyId)),
      ConsistentRead: true,
    }),
  )
  return Item && (unmarshall(Item) as FamilyTombstone)
}

/** The allowed previous states of each state, by the same saga. `deleting` also follows no state, or `restored` by another saga. */
const ALLOWED_PREVIOUS_STATES: Readonly<Record<TombstoneState, readonly TombstoneState[]>> = {
  deleting: ['deleting'],
  restoring: ['deleting', 'restoring'],
  restored: ['restoring', 'restored'],
  deleted: ['deleting', 'deleted'],
}

/** Changes the state of a family for a saga; false if the current state, or its saga, does not allow it. */
export async function transitionFamily(
  store: DynamodbStore,
  familyId: string,
  saga: string,
  state: TombstoneState,
): Promise<boolean> {
  const tombstone: FamilyTombstone = {
    ...getFamilyTombstoneKey(familyId),
    state,
    saga,
    ...(state === 'deleted' ? { expires_at: toSeconds(getTombstoneExpiry(new Date())) } : {}),
  }
  const previous = ALLOWED_PREVIOUS_STATES[state].map((name, n) => [`:from${n}`, name] as const)
  const isOwnTransition = `(saga = :saga AND #state IN (${previous.map(([name]) => name).join(', ')}))`
  const isNewDeletion = 'attribute_not_exists(PK) OR (#state = :restored AND saga <> :saga)'
  const values = { ':saga': saga, ...Object.fromEntries(previous) }
  try {
    await store.client.send(
      new PutItemCommand({
        TableName: store.table,
        Item: marshall(tombstone),
        ConditionExpression:
          state === 'deleting' ? `${isOwnTransition} OR ${isNewDeletion}` : isOwnTransition,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall(
          state === 'deleting' ? { ...values, ':restored': 'restored' } : values,
        ),
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** The format of DynamoDB's TTL. */
export function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

function toConditionCheck(
  store: Pick<DynamodbStore, 'table'>,
  familyId: string,
  condition: string,
  values: Readonly<Record<string, string>>,
): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: store.table,
      Key: marshall(getFamilyTombstoneKey(familyId)),
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall(values),
    },
  }
}
