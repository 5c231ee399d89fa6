import type { Collection, Db } from 'mongodb'
import type { FamilyTombstone } from '../../../domain/family-tombstone.js'
import {
  type FamilyMembershipDocument,
  MEMBERSHIP_COLLECTION,
  type MembershipDocument,
  type UserMembershipDocument,
} from '../../../domain/membership-document.js'
import { getTombstoneExpiry } from '../../../domain/tombstone-retention.js'
import { findDocuments } from '../../../stores/mongo/client/send-request.js'
import { membershipsByKey } from '../access-patterns/membership-patterns.js'
import { toFamilyKey, toUserKey } from '../documents/expense-documents.js'
import { isDuplicateKey } from './is-duplicate-key.js'

/** What is known of memberships and families, by `_id`. A user or family without a document has not changed. */
export type Memberships = ReadonlyMap<string, MembershipDocument>

/** One read for all keys. */
export async function readMemberships(db: Db, keys: readonly string[]): Promise<Memberships> {
  const documents = await findDocuments<MembershipDocument>(db, membershipsByKey.request(keys))
  return new Map(documents.map((document) => [document._id, document]))
}

export function getUserMembership(
  memberships: Memberships,
  userId: string,
): UserMembershipDocument | undefined {
  const document = memberships.get(toUserKey(userId))
  return document !== undefined && 'membership_version' in document ? document : undefined
}

/** The state of a family's deletion; undefined if it is not being deleted. */
export function getDeletionState(
  memberships: Memberships,
  familyId: string,
): FamilyTombstone['state'] | undefined {
  const document = memberships.get(toFamilyKey(familyId))
  return document === undefined || !('state' in document) || document.state === 'restored'
    ? undefined
    : document.state
}

/** Raises the fence of a user. A repeated or older event changes nothing. */
export async function raiseMembershipFence(
  db: Db,
  membership: { readonly userId: string; readonly membershipVersion: number; readonly deleted?: boolean },
  left: { readonly family_id: string; readonly owner_id: string } | undefined,
): Promise<void> {
  const { userId, membershipVersion } = membership
  const former = left === undefined ? undefined : `former.${left.family_id}`
  const set = {
    ...(left === undefined ? {} : { [`${former}.owner_id`]: left.owner_id }),
    ...(membership.deleted ? { expires_at: getTombstoneExpiry(new Date()) } : {}),
  }
  await db.collection<UserMembershipDocument>(MEMBERSHIP_COLLECTION).updateOne(
    { _id: toUserKey(userId) },
    {
      $max: {
        membership_version: membershipVersion,
        ...(former === undefined ? {} : { [`${former}.membership_version`]: membershipVersion }),
      },
      ...(Object.keys(set).length === 0 ? {} : { $set: set }),
    },
    { upsert: true },
  )
}

/** The allowed previous states of each state, by the same saga. */
const ALLOWED_PREVIOUS_STATES: Readonly<Record<FamilyTombstone['state'], FamilyTombstone['state'][]>> = {
  deleting: ['deleting'],
  restoring: ['deleting', 'restoring'],
  restored: ['restoring', 'restored'],
  deleted: ['deleting', 'deleted'],
}

/**
 * Changes the state of a family for a saga; false if the current state, or its saga, does not allow it. `deleting` also
 * follows `restored` by another saga. Every state but `restored` follows none, as for a saga that an earlier version has started.
 */
export async function transitionFamily(
  db: Db,
  familyId: string,
  saga: string,
  state: FamilyTombstone['state'],
): Promise<boolean> {
  const families: Collection<FamilyMembershipDocument> = db.collection(MEMBERSHIP_COLLECTION)
  const own = { saga, state: { $in: ALLOWED_PREVIOUS_STATES[state] } }
  const filter = {
    _id: toFamilyKey(familyId),
    ...(state === 'deleting' ? { $or: [own, { state: 'restored' as const, saga: { $ne: saga } }] } : own),
  }
  const upsert = state !== 'restored'
  try {
    const { matchedCount, upsertedCount } = await families.updateOne(
      filter,
      state === 'deleted'
        ? { $set: { state, saga, expires_at: getTombstoneExpiry(new Date()) } }
        : { $set: { state, saga }, $unset: { expires_at: '' } },
      { upsert },
    )
    return matchedCount + upsertedCount === 1
  } catch (error) {
    // The family has a document in another state.
    if (isDuplicateKey(error)) return false
    throw error
  }
}
