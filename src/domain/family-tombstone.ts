/**
 * Stands in the DynamoDB table from the moment a family is being deleted: nothing may be added for that family unless
 * the deletion was called off. It stays, so that a step of a saga that comes late finds that it is over.
 */
export interface FamilyTombstone {
  /** `FAMILY#<family id>`. */
  readonly PK: string
  readonly SK: 'TOMBSTONE'
  /** `deleting` may still be called off; `restoring` becomes `restored`, which is as good as no tombstone. */
  readonly state: 'deleting' | 'restoring' | 'restored' | 'deleted'
  readonly saga: string
}

export function getFamilyTombstoneKey(familyId: string): Pick<FamilyTombstone, 'PK' | 'SK'> {
  return { PK: `FAMILY#${familyId}`, SK: 'TOMBSTONE' }
}
