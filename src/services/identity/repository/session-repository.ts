import { createHash, randomBytes } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { createId } from '../../../core/ids.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  sessionByToken,
  sessionsOfLogin,
  sessionsOfUser,
  surplusSessions,
  userOfToken,
} from '../access-patterns/session-patterns.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import { inTransaction } from './in-transaction.js'
import { lockUserIfExists, type StoredUser } from './user-repository.js'

export const REFRESH_TOKEN_TTL_DAYS = 30
/** Used tokens included, which are kept to detect their reuse. Before a further one, the oldest are deleted. */
export const MAX_TOKENS_PER_USER = 1000

interface SessionRow {
  readonly id: string
  readonly user_id: string
  readonly token_family: string
  readonly expires_at: Date
  readonly rotated_at: Date | null
  readonly revoked_at: Date | null
}

/**
 * Starts a session, or continues one (`tokenFamily`), and returns the refresh token. Only its digest is stored. The caller's
 * transaction must have locked the user.
 */
export async function insertSession(
  client: ClientBase,
  session: {
    readonly userId: string
    readonly now: Date
    readonly tokenFamily?: string
    readonly id?: string
  },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expires = new Date(session.now.getTime() + REFRESH_TOKEN_TTL_DAYS * 86_400_000)
  await client.query(surplusSessions.request(session.userId, MAX_TOKENS_PER_USER))
  await client.query(
    `INSERT INTO sessions (id, user_id, token_family, token_hash, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      session.id ?? createId(),
      session.userId,
      session.tokenFamily ?? createId(),
      hashRefreshToken(token),
      session.now,
      expires,
    ],
  )
  return token
}

/**
 * Exchanges a refresh token for the next one of its session, and returns it with the user. Reuse of a token means that it
 * may have been stolen, so it revokes the session (RFC 9700, 4.14.2).
 */
export async function rotateSession(
  pool: Pool,
  token: string,
  now: Date,
): Promise<{ readonly user: StoredUser; readonly refreshToken: string }> {
  const outcome = await inTransaction(pool, async (client) => {
    const locked = await lockUserAndSession(client, token)
    if (locked === undefined) return 'invalid'
    const { user, session } = locked
    if (session.revoked_at !== null || session.expires_at <= now) return 'invalid'
    if (session.rotated_at !== null) {
      await revokeTokenFamily(client, session.token_family, 'reused', now)
      return 'reused'
    }
    const id = createId()
    const next = { userId: user.id, now, tokenFamily: session.token_family, id }
    const refreshToken = await insertSession(client, next)
    await client.query('UPDATE sessions SET rotated_at = $2, replaced_by = $3 WHERE id = $1', [
      session.id,
      now,
      id,
    ])
    return { user, refreshToken }
  })
  // Thrown after the commit, which must persist the revocation.
  if (outcome === 'invalid') {
    throw new HttpProblem(IDENTITY_ERRORS.REFRESH_TOKEN_INVALID, {
      detail: 'The token is unknown, expired or revoked. Sign in again.',
    })
  }
  if (outcome === 'reused') {
    throw new HttpProblem(IDENTITY_ERRORS.REFRESH_TOKEN_REUSED, {
      detail: 'All tokens of the session are revoked. Sign in again.',
    })
  }
  return outcome
}

/** Revokes the session of a token. Does nothing if the token is unknown. */
export async function revokeSessionByToken(pool: Pool, token: string, now: Date): Promise<void> {
  await inTransaction(pool, async (client) => {
    const locked = await lockUserAndSession(client, token)
    if (locked !== undefined) await revokeTokenFamily(client, locked.session.token_family, 'signed out', now)
  })
}

export async function revokeUserSessions(
  client: ClientBase,
  userId: string,
  reason: string,
  now: Date,
): Promise<void> {
  await client.query(sessionsOfUser.request(userId, reason, now))
}

/**
 * Locks the user of a token and reads the session as it is then: a token that another request is adding to the session is
 * either already there or waits for this transaction. Undefined if the token or its user does not exist.
 */
async function lockUserAndSession(
  client: ClientBase,
  token: string,
): Promise<{ readonly user: StoredUser; readonly session: SessionRow } | undefined> {
  const hash = hashRefreshToken(token)
  const { rows: owners } = await client.query<{ user_id: string }>(userOfToken.request(hash))
  const owner = owners[0]
  const user = owner === undefined ? undefined : await lockUserIfExists(client, owner.user_id)
  if (user === undefined) return undefined
  const { rows } = await client.query<SessionRow>(sessionByToken.request(hash))
  return rows[0] === undefined ? undefined : { user, session: rows[0] }
}

async function revokeTokenFamily(
  client: ClientBase,
  tokenFamily: string,
  reason: string,
  now: Date,
): Promise<void> {
  await client.query(sessionsOfLogin.request(tokenFamily, reason, now))
}

/** The token has 256 random bits, so a plain digest is as safe as a slow hash. */
function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
