/** A row of `users` in PostgreSQL (ADR-002, identity). Times are ISO 8601 in UTC; the columns are TIMESTAMPTZ. */
export interface UserRow {
  readonly id: string
  /** Unique, ignoring case. */
  readonly email: string
  /** An scrypt hash as a PHC string. */
  readonly password_hash: string
  readonly display_name: string
  readonly family_id: string | null
  /** Incremented on every update; used for `If-Match` in the API. */
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

/** A row of `families`. `member_count` is updated in the same transaction as the membership. */
export interface FamilyRow {
  readonly id: string
  readonly name: string
  readonly owner_id: string
  readonly member_count: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export type MemberRole = 'owner' | 'adult' | 'child'

/** A row of `family_members`. */
export interface FamilyMemberRow {
  readonly family_id: string
  readonly user_id: string
  readonly role: MemberRole
  readonly joined_at: string
}
