import type { FamilyRow } from '../../domain/entities/family.js'
import type { FamilyMemberRow } from '../../domain/entities/member.js'
import { user, type UserRow } from '../../domain/entities/user.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { getColumnList, queryRows } from './query-rows.js'

/** A user without the password hash, which is never shown. */
export type UserWithoutPassword = Omit<UserRow, 'password_hash'>
export type MemberDetails = FamilyMemberRow &
  Pick<UserRow, 'email' | 'display_name'> & { readonly user_family_id: string | null }

export async function lookUpUserByEmail(
  store: PostgresStore,
  email: string,
): Promise<UserWithoutPassword | undefined> {
  const sql = `SELECT ${getColumnList(user)} FROM users WHERE lower(email) = lower($1)`
  return queryFirst(store, sql, [email])
}

/** Memberships of a user in `family_members`, regardless of `users.family_id`. */
export async function listUserMemberships(
  store: PostgresStore,
  user: string,
): Promise<readonly FamilyMemberRow[]> {
  return queryRows(store, 'SELECT * FROM family_members WHERE user_id = $1 ORDER BY joined_at', [user])
}

/** Members ordered by user id, after the id `after`. */
export async function listFamilyMembers(
  store: PostgresStore,
  family: string,
  size: number,
  after = '00000000-0000-0000-0000-000000000000',
): Promise<readonly MemberDetails[]> {
  return queryRows(
    store,
    `SELECT m.*, u.email, u.display_name, u.family_id AS user_family_id
     FROM family_members m JOIN users u ON u.id = m.user_id
     WHERE m.family_id = $1 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3`,
    [family, after, size],
  )
}

export async function countFamilyMembers(store: PostgresStore, family: string): Promise<number> {
  const row = await queryFirst<{ n: number }>(
    store,
    'SELECT count(*)::int AS n FROM family_members WHERE family_id = $1',
    [family],
  )
  return row?.n ?? 0
}

export async function listOwnedFamilies(
  store: PostgresStore,
  user: string,
  size: number,
): Promise<readonly FamilyRow[]> {
  return queryRows(store, 'SELECT * FROM families WHERE owner_id = $1 ORDER BY id LIMIT $2', [user, size])
}

async function queryFirst<Row>(
  store: PostgresStore,
  sql: string,
  values: readonly unknown[],
): Promise<Row | undefined> {
  return (await queryRows<Row>(store, sql, values))[0]
}
