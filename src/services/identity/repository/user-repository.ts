import type { ClientBase, Pool } from 'pg'
import type { MemberRole } from '../../../domain/entities/member.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { lockedUser, userByEmail, userById } from '../access-patterns/user-patterns.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import type { User } from '../api/identity-schemas.js'
import { getViolatedConstraint } from './in-transaction.js'

export type PoolOrClient = Pool | ClientBase

/** A user with the fields that only this service may read. */
export interface StoredUser extends User {
  readonly password_hash: string
}

interface UserTableRow {
  readonly id: string
  readonly email: string
  readonly password_hash: string
  readonly display_name: string
  readonly family_id: string | null
  readonly role: MemberRole | null
  readonly membership_version: number
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}

export async function findUser(db: PoolOrClient, id: string): Promise<StoredUser | undefined> {
  const { rows } = await db.query<UserTableRow>(userById.request(id))
  return toStoredUser(rows[0])
}

/**
 * Locks the user until the transaction ends, and reads it. Sign-in, refresh, revocation, changes of the password and the
 * deletion of a user all take this lock first, so they happen one after the other. Undefined if the user does not exist.
 */
export async function lockUserIfExists(client: ClientBase, id: string): Promise<StoredUser | undefined> {
  const { rows } = await client.query(lockedUser.request(id))
  // Read by a second statement: after waiting for the lock, the first one would join an outdated membership.
  return rows.length === 0 ? undefined : findUser(client, id)
}

/** Like `lockUserIfExists`; throws NOT_FOUND (404) if the user does not exist. */
export async function lockUser(client: ClientBase, id: string): Promise<StoredUser> {
  const user = await lockUserIfExists(client, id)
  if (user !== undefined) return user
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `User ${id} does not exist.` })
}

export async function findUserByEmail(db: PoolOrClient, email: string): Promise<StoredUser | undefined> {
  const { rows } = await db.query<UserTableRow>(userByEmail.request(email))
  return toStoredUser(rows[0])
}

export interface NewUser {
  readonly id: string
  readonly email: string
  readonly passwordHash: string
  readonly displayName: string
  readonly now: Date
}

export async function insertUser(client: ClientBase, user: NewUser): Promise<void> {
  await mapDuplicateEmail(user.email, async () =>
    client.query(
      `INSERT INTO users (id, email, password_hash, display_name, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $5)`,
      [user.id, user.email, user.passwordHash, user.displayName, user.now],
    ),
  )
}

export interface UserUpdate {
  readonly email: string
  readonly displayName: string
  readonly passwordHash: string
}

export async function updateUser(client: ClientBase, id: string, update: UserUpdate): Promise<void> {
  await mapDuplicateEmail(update.email, async () =>
    client.query(
      `UPDATE users SET email = $2, display_name = $3, password_hash = $4, version = version + 1 WHERE id = $1`,
      [id, update.email, update.displayName, update.passwordHash],
    ),
  )
}

/**
 * Stores another hash of the same password. The user has not changed: version and time of the last change stay
 * (migration 0007).
 */
export async function replacePasswordHash(client: ClientBase, id: string, hash: string): Promise<void> {
  await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, hash])
}

export async function deleteUser(client: ClientBase, id: string): Promise<void> {
  await client.query('DELETE FROM users WHERE id = $1', [id])
}

/** The public fields of a user. */
export function toPublicUser(stored: StoredUser): User {
  const { password_hash: _, ...user } = stored
  return user
}

async function mapDuplicateEmail(email: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (getViolatedConstraint(error) !== 'users_email_key') throw error
    throw new HttpProblem(IDENTITY_ERRORS.EMAIL_TAKEN, {
      detail: `${email} is already registered. Sign in, or use a different email address.`,
      cause: error,
    })
  }
}

function toStoredUser(row: UserTableRow | undefined): StoredUser | undefined {
  if (row === undefined) return undefined
  return { ...row, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() }
}
