import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import {
  type FormerMembership,
  getFormerMembershipKey,
  getMembershipFenceKey,
  type MembershipFence,
} from '../../../domain/membership-fence.js'
import { getTombstoneExpiry } from '../../../domain/tombstone-retention.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'
import { toSeconds } from './family-tombstones.js'

type FencedTable = Pick<DynamodbStore, 'client' | 'table'>

/** A user's membership as an access token, an event or the user directory has it. */
export interface KnownMembership {
  readonly userId: string
  readonly membershipVersion: number
}

/** A transaction item that fails if the membership is known to be outdated. */
export function checkMembership(
  { table }: Pick<FencedTable, 'table'>,
  membership: KnownMembership,
): TransactWriteItem {
  return toFenceCheck(
    table,
    membership.userId,
    'attribute_not_exists(PK) OR membership_version <= :membership',
    { ':membership': membership.membershipVersion },
  )
}

/**
 * A transaction item that fails if the user is known to have left the family since the membership. An event of an earlier
 * version has no membership version: then the current family decides.
 */
export function checkStillInFamily(
  { table }: Pick<FencedTable, 'table'>,
  member: { readonly userId: string; readonly membershipVersion?: number | undefined },
  familyId: string,
): TransactWriteItem {
  return toFenceCheck(
    table,
    member.userId,
    'attribute_not_exists(PK) OR family_id = :family OR membership_version <= :membership',
    { ':family': familyId, ':membership': member.membershipVersion ?? -1 },
  )
}

/** A transaction item that fails as soon as a later change of the membership is known. */
export function checkNewestMembership(
  { table }: Pick<FencedTable, 'table'>,
  membership: KnownMembership,
): TransactWriteItem {
  return toFenceCheck(table, membership.userId, 'membership_version = :membership', {
    ':membership': membership.membershipVersion,
  })
}

/** Records who takes over what a user had in a family; to be called before the fence is raised. */
export async function saveFormerMembership(
  { client, table }: FencedTable,
  userId: string,
  left: { readonly family_id: string; readonly owner_id: string },
): Promise<void> {
  const item: FormerMembership = {
    ...getFormerMembershipKey(userId, left.family_id),
    owner_id: left.owner_id,
    expires_at: toSeconds(getTombstoneExpiry(new Date())),
  }
  await client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }))
}

/** Who takes over what a user had in a family; undefined if the user has not left it. */
export async function findSuccessor(
  { client, table }: FencedTable,
  userId: string,
  familyId: string,
): Promise<string | undefined> {
  const Key = marshall(getFormerMembershipKey(userId, familyId))
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
  return Item?.['owner_id']?.S
}

/** Raises the fence of a user. Returns false if a later change of the membership is known. Idempotent. */
export async function raiseMembershipFence(
  { client, table }: FencedTable,
  fence: Omit<MembershipFence, 'PK' | 'SK'> & { readonly userId: string },
): Promise<boolean> {
  const { userId, ...rest } = fence
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: marshall({ ...getMembershipFenceKey(userId), ...rest }, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(PK) OR membership_version <= :membership',
        ExpressionAttributeValues: marshall({ ':membership': fence.membership_version }),
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

function toFenceCheck(
  table: string,
  userId: string,
  condition: string,
  values: Readonly<Record<string, string | number>>,
): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: marshall(getMembershipFenceKey(userId)),
      ConditionExpression: condition,
      ExpressionAttributeValues: marshall(values),
    },
  }
}
