/**
 * Exists in the DynamoDB table from the start of a family's deletion: nothing may be added for the family unless the
 * deletion was compensated. It is never removed, so that a late saga step finds that the saga has ended.
 */
export interface FamilyTombstone {
  /** `FAMILY#<family id>`. */
  readonly PK: string
  readonly SK: 'TOMBSTONE'
  /** `deleting` can still be compensated. `restoring` becomes `restored`, which is equivalent to no tombstone. */
  readonly state: 'deleting' | 'restoring' | 'restored' | 'deleted'
  readonly saga: string
}

export function getFamilyTombstoneKey(familyId: string): Pick<FamilyTombstone, 'PK' | 'SK'> {
  return { PK: `FAMILY#${familyId}`, SK: 'TOMBSTONE' }
}
