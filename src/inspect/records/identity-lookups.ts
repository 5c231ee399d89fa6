import { isUuid } from '../../core/is-uuid.js'
import type { FamilyMemberRow, FamilyRow, UserRow } from '../../domain/identity-rows.js'
import type { PostgresRequest } from '../../stores/contracts/request.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { FIRST_ID, membersOfFamily, membershipsOfUser, ownedFamilies } from './access-patterns.js'

/** A user without the password hash, which is never shown. */
export type UserWithoutPassword = Omit<UserRow, 'password_hash'>
export type MemberDetails = FamilyMemberRow &
  Pick<UserRow, 'email' | 'display_name'> & { readonly user_family_id: string | null }

/** All columns except the password hash. */
export const USER_COLUMNS = 'id, email, display_name, family_id, version, created_at, updated_at'

export async function lookUpUser(store: PostgresStore, id: string): Promise<UserWithoutPassword | undefined> {
  return queryFirst(store, `SELECT ${USER_COLUMNS} FROM users WHERE id = $1`, [id])
}

export async function lookUpUserByEmail(
  store: PostgresStore,
  email: string,
): Promise<UserWithoutPassword | undefined> {
  return queryFirst(store, `SELECT ${USER_COLUMNS} FROM users WHERE lower(email) = lower($1)`, [email])
}

/** The `family_id` of users by user id. Users that do not exist are missing from the map. */
export async function mapUsersToFamilies(
  store: PostgresStore,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const uuids = [...new Set(ids)].filter((id) => isUuid(id))
  if (uuids.length === 0) return new Map()
  const rows = await queryAll<Pick<UserRow, 'id' | 'family_id'>>(
    store,
    'SELECT id, family_id FROM users WHERE id = ANY($1)',
    [uuids],
  )
  return new Map(rows.map((row) => [row.id, row.family_id]))
}

export async function lookUpFamily(store: PostgresStore, id: string): Promise<FamilyRow | undefined> {
  return queryFirst(store, 'SELECT * FROM families WHERE id = $1', [id])
}

/** Memberships of a user in `family_members`, regardless of `users.family_id`. */
export async function listUserMemberships(
  store: PostgresStore,
  user: string,
): Promise<readonly FamilyMemberRow[]> {
  return sendRequest(store, membershipsOfUser.request(user))
}

/** Members ordered by user id, after the id `after`. */
export async function listFamilyMembers(
  store: PostgresStore,
  family: string,
  size: number,
  after = FIRST_ID,
): Promise<readonly MemberDetails[]> {
  return sendRequest(store, membersOfFamily.request(family, size, after))
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
  const families = await sendRequest<FamilyRow>(store, ownedFamilies.request(user, size))
  return families.toSorted((left, right) => left.id.localeCompare(right.id))
}

/** Up to `size` users whose name or email address contains the text. */
export async function searchUsers(
  store: PostgresStore,
  text: string,
  size: number,
): Promise<readonly UserWithoutPassword[]> {
  return queryAll(
    store,
    `SELECT ${USER_COLUMNS} FROM users WHERE email ILIKE $1 OR display_name ILIKE $1 LIMIT $2`,
    [toContainsPattern(text), size],
  )
}

export async function searchFamilies(
  store: PostgresStore,
  text: string,
  size: number,
): Promise<readonly FamilyRow[]> {
  return queryAll(store, 'SELECT * FROM families WHERE name ILIKE $1 LIMIT $2', [
    toContainsPattern(text),
    size,
  ])
}

function toContainsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

async function queryFirst<Row>(
  store: PostgresStore,
  sql: string,
  values: readonly unknown[],
): Promise<Row | undefined> {
  return (await queryAll<Row>(store, sql, values))[0]
}

async function queryAll<Row>(
  store: PostgresStore,
  sql: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  return sendRequest(store, { text: sql, values: [...values] })
}

/** Returns rows with times as ISO 8601 strings, as declared in the row types. */
async function sendRequest<Row>(store: PostgresStore, request: PostgresRequest): Promise<readonly Row[]> {
  const { rows } = await store.pool.query<Record<string, unknown>>(request)
  return rows.map(
    (row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          value instanceof Date ? value.toISOString() : value,
        ]),
      ) as Row,
  )
}
