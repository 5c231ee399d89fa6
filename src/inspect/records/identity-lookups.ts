import type { FamilyRow } from '../../domain/entities/family.js'
import type { FamilyMemberRow } from '../../domain/entities/member.js'
import { user, type UserRow } from '../../domain/entities/user.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { FIRST_ID, membersOfFamily, membershipsOfUser, ownedFamilies } from './access-patterns.js'
import { queryEntity, queryRows } from '../../stores/postgres/records/query-rows.js'

/** A user without the password hash, which is never shown. */
export type UserWithoutPassword = Omit<UserRow, 'password_hash'>
export type MemberDetails = FamilyMemberRow &
  Pick<UserRow, 'email' | 'display_name'> & { readonly user_family_id: string | null }

export async function lookUpUserByEmail(
  store: PostgresStore,
  email: string,
): Promise<UserWithoutPassword | undefined> {
  const text = 'SELECT * FROM users WHERE lower(email) = lower($1)'
  return (await queryEntity<UserWithoutPassword>(store, user, { text, values: [email] }))[0]
}

/** With more users, only those are compared whose email addresses are next to this one in the index. */
const COMPARED_EMAILS = 2000
const NEXT_EMAILS = 50

/** Email addresses of about the same length, in lower case, of which one may be meant. */
export async function listSimilarEmails(
  store: PostgresStore,
  email: string,
  maxDifference: number,
): Promise<readonly string[]> {
  const text = `SELECT email FROM (
      (SELECT lower(email) AS email FROM users WHERE lower(email) >= lower($1) ORDER BY lower(email) LIMIT ${NEXT_EMAILS})
      UNION (SELECT lower(email) FROM users WHERE lower(email) < lower($1) ORDER BY lower(email) DESC LIMIT ${NEXT_EMAILS})
      UNION (SELECT lower(email) FROM users LIMIT ${COMPARED_EMAILS})
    ) AS found WHERE abs(length(email) - length($1)) <= $2`
  const rows = await queryRows<{ readonly email: string }>(store, { text, values: [email, maxDifference] })
  return rows.map((row) => row.email)
}

/** Memberships of a user in `family_members`, regardless of `users.family_id`. */
export async function listUserMemberships(
  store: PostgresStore,
  userId: string,
): Promise<readonly FamilyMemberRow[]> {
  return queryRows(store, membershipsOfUser.request(userId))
}

/** Members ordered by user id, after the id `after`. */
export async function listFamilyMembers(
  store: PostgresStore,
  family: string,
  size: number,
  after = FIRST_ID,
): Promise<readonly MemberDetails[]> {
  return queryRows(store, membersOfFamily.request(family, size, after))
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
  userId: string,
  size: number,
): Promise<readonly FamilyRow[]> {
  const families = await queryRows<FamilyRow>(store, ownedFamilies.request(userId, size))
  return families.toSorted((left, right) => left.id.localeCompare(right.id))
}

async function queryFirst<Row>(
  store: PostgresStore,
  text: string,
  values: unknown[],
): Promise<Row | undefined> {
  return (await queryRows<Row>(store, { text, values }))[0]
}
