import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type FamilyTombstone, getFamilyTombstoneKey } from '../../domain/family-tombstone.js'
import type { DynamodbStore } from '../../stores/dynamodb/dynamodb-store.js'

type TombstoneState = FamilyTombstone['state']

/** Part of a transaction that may only happen while the family is there and not about to be deleted. */
export function checkFamilyActive(store: DynamodbStore, familyId: string): TransactWriteItem {
  return toConditionCheck(store, familyId, 'attribute_not_exists(PK) OR #state = :state', {
    ':state': 'restored',
  })
}

/** Part of a transaction that may only happen while this saga has the family in this state. */
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

/** The family's state as the todo service knows it; nothing where no saga ever touched it. */
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

/** From which states of the same saga a state can be reached; `deleting` also from none, or after another's `restored`. */
const ALLOWED_PREVIOUS_STATES: Readonly<Record<TombstoneState, readonly TombstoneState[]>> = {
  deleting: ['deleting'],
  restoring: ['deleting', 'restoring'],
  restored: ['restoring', 'restored'],
  deleted: ['deleting', 'deleted'],
}

/** Moves a family to a state on behalf of a saga; false if it is not this saga's to move, or not from where it is. */
export async function transitionFamily(
  store: DynamodbStore,
  familyId: string,
  saga: string,
  state: TombstoneState,
): Promise<boolean> {
  const tombstone: FamilyTombstone = { ...getFamilyTombstoneKey(familyId), state, saga }
  const before = ALLOWED_PREVIOUS_STATES[state].map((name, n) => [`:from${n}`, name] as const)
  const reached = `(saga = :saga AND #state IN (${before.map(([name]) => name).join(', ')}))`
  const fresh = 'attribute_not_exists(PK) OR (#state = :restored AND saga <> :saga)'
  const values = { ':saga': saga, ...Object.fromEntries(before) }
  try {
    await store.client.send(
      new PutItemCommand({
        TableName: store.table,
        Item: marshall(tombstone),
        ConditionExpression: state === 'deleting' ? `${reached} OR ${fresh}` : reached,
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

function toConditionCheck(
  store: DynamodbStore,
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
