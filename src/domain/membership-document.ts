import type { FamilyTombstone } from './family-tombstone.js'

/** The collection with what the budget service has learned of memberships and of the deletion of families. */
export const MEMBERSHIP_COLLECTION = 'memberships'

/** Exists as soon as the budget service has learned of a change of the user's membership. */
export interface UserMembershipDocument {
  /** `USER#<uuid>`, as in `user_id` of an expense. */
  readonly _id: string
  /** The newest version; it never decreases. */
  readonly membership_version: number
  /** The families that the user has left, by bare id: with which version, and who owned the family. */
  readonly former?: Readonly<
    Record<string, { readonly membership_version: number; readonly owner_id: string }>
  >
  /** Of a deleted user: MongoDB removes the document after this time. */
  readonly expires_at?: Date
}

/** Exists from the start of a family's deletion. */
export interface FamilyMembershipDocument extends Pick<FamilyTombstone, 'state' | 'saga'> {
  /** `FAMILY#<uuid>`, as in `family_id` of an expense. */
  readonly _id: string
  /** Of a deleted family: MongoDB removes the document after this time. */
  readonly expires_at?: Date
}

export type MembershipDocument = UserMembershipDocument | FamilyMembershipDocument
