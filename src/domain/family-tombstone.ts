/**
 * Exists in the DynamoDB table from the start of a family's deletion: nothing may be added for the family unless the
 * deletion was compensated. It stays long after the deletion, so that a late saga step finds that the
 * saga has ended.
 */
export interface FamilyTombstone {
  /** `FAMILY#<family id>`. */
  readonly PK: string
  readonly SK: 'TOMBSTONE'
  /** `deleting` can still be compensated. `restoring` becomes `restored`, which is equivalent to no tombstone. */
  readonly state: 'deleting' | 'restoring' | 'restored' | 'deleted'
  readonly saga: string
  /** Of a deleted family, in seconds since 1970. DynamoDB's TTL removes the item after this time. */
  readonly expires_at?: number
}

export function getFamilyTombstoneKey(familyId: string): Pick<FamilyTombstone, 'PK' | 'SK'> {
  return { PK: `FAMILY#${familyId}`, SK: 'TOMBSTONE' }
}
