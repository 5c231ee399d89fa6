/**
 * Stands in the DynamoDB table from the moment a family is being deleted: nothing may be added for that family. It
 * goes again when the deletion is called off.
 */
export interface FamilyTombstone {
  /** `FAMILY#<family id>`. */
  readonly PK: string
  readonly SK: 'TOMBSTONE'
  /** `deleting` may still be called off, `deleted` not. */
  readonly state: 'deleting' | 'deleted'
  readonly saga: string
}

export function familyTombstoneKey(familyId: string): Pick<FamilyTombstone, 'PK' | 'SK'> {
  return { PK: `FAMILY#${familyId}`, SK: 'TOMBSTONE' }
}
