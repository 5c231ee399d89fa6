import { definePattern } from '../../../stores/contracts/access-pattern.js'

const REVOKE_SESSIONS = 'UPDATE sessions SET revoked_at = $2, revoked_reason = $3'

/** `hash` is the digest of the refresh token. */
export const userOfToken = definePattern({
  name: 'identity.user-of-token',
  store: 'postgres',
  summary: 'the user of a refresh token, who is locked before the session',
  index: 'sessions_token_hash_key',
  request: (hash: string) => ({ text: 'SELECT user_id FROM sessions WHERE token_hash = $1', values: [hash] }),
  sample: () => ['none'],
})

export const sessionByToken = definePattern({
  name: 'identity.session-by-token',
  store: 'postgres',
  summary: 'a session by its refresh token, locked for a change',
  index: 'sessions_token_hash_key',
  request: (hash: string) => ({
    text: `SELECT id, user_id, token_family, expires_at, rotated_at, revoked_at
FROM sessions WHERE token_hash = $1 FOR UPDATE`,
    values: [hash],
  }),
  sample: () => ['none'],
})

export const sessionsOfUser = definePattern({
  name: 'identity.sessions-of-user',
  store: 'postgres',
  summary: 'all sessions of a user, to revoke them',
  index: 'sessions_user_id_idx',
  request: (userId: string, reason: string, now: Date) => ({
    text: `${REVOKE_SESSIONS} WHERE user_id = $1 AND revoked_at IS NULL`,
    values: [userId, now, reason],
  }),
  sample: (s) => [s.user, 'explain', new Date(0)],
})

export const surplusSessions = definePattern({
  name: 'identity.surplus-sessions',
  store: 'postgres',
  summary: 'the oldest refresh tokens of a user who has too many, to delete them',
  index: 'sessions_user_id_idx',
  acceptedFindings: { 'in-memory-sort': 'a user has about 1,000 refresh tokens at most' },
  request: (userId: string, kept: number) => ({
    text: `DELETE FROM sessions WHERE user_id = $1 AND created_at <
(SELECT created_at FROM sessions WHERE user_id = $1 ORDER BY created_at DESC OFFSET $2 LIMIT 1)`,
    values: [userId, kept - 1],
  }),
  sample: (s) => [s.user, 1],
})

export const sessionsOfLogin = definePattern({
  name: 'identity.sessions-of-login',
  store: 'postgres',
  summary: 'sessions that started with the same login, to revoke them',
  index: 'sessions_token_family_idx',
  request: (tokenFamily: string, reason: string, now: Date) => ({
    text: `${REVOKE_SESSIONS} WHERE token_family = $1 AND revoked_at IS NULL`,
    values: [tokenFamily, now, reason],
  }),
  sample: (s) => [s.user, 'explain', new Date(0)],
})

/** `requestId` is derived from the idempotency key and the operation. */
export const responseByIdempotencyKey = definePattern({
  name: 'gateway.idempotency-key',
  store: 'postgres',
  summary: 'a stored response by idempotency key',
  index: 'idempotency_keys_pkey',
  request: (requestId: string) => ({
    text: `SELECT request_hash, body, expires_at FROM platform.idempotency_keys WHERE scope = 'identity' AND key = $1`,
    values: [requestId],
  }),
  sample: () => ['none'],
})
