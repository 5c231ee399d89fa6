/**
 * Exists in the DynamoDB table as soon as the todo service has learned that a user joined or left a family, got another
 * role or was deleted. A transaction for the user contains a condition on it, so that a write with an access token or an
 * event of an earlier membership fails, however late it arrives. It stays as long as the user, and long after.
 */
export interface MembershipFence {
  /** `MEMBER#<user id>`. */
  readonly PK: string
  readonly SK: 'FENCE'
  /** The newest version of the user's membership; it never decreases. */
  readonly membership_version: number
  /** Absent if the user belongs to no family. */
  readonly family_id?: string
  readonly deleted?: true
  /** Of a deleted user, in seconds since 1970. DynamoDB's TTL removes the item after this time. */
  readonly expires_at?: number
}

/** Who takes over what a user had in a family that they have left: the owner of the family at that time. */
export interface FormerMembership {
  /** `MEMBER#<user id>`. */
  readonly PK: string
  /** `LEFT#<family id>`. */
  readonly SK: string
  readonly owner_id: string
  /** Seconds since 1970. DynamoDB's TTL removes the item after this time. */
  readonly expires_at: number
}

export function getFormerMembershipKey(
  userId: string,
  familyId: string,
): Pick<FormerMembership, 'PK' | 'SK'> {
  return { PK: `MEMBER#${userId}`, SK: `LEFT#${familyId}` }
}

export function getMembershipFenceKey(userId: string): Pick<MembershipFence, 'PK' | 'SK'> {
  return { PK: `MEMBER#${userId}`, SK: 'FENCE' }
}
