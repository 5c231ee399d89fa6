import type { ClientBase, Pool } from 'pg'
import {
  IDEMPOTENCY_KEY_TTL_HOURS,
  type IdempotentRequest,
  assertSameRequest,
} from '../../http/requests/idempotency-key.js'
import { responseByIdempotencyKey } from '../access-patterns/session-patterns.js'

/**
 * Runs `work` once per key, in the caller's transaction; a repetition returns the first result. A concurrent repetition
 * waits for the first request on the primary key.
 */
export async function runIdempotent<T>(
  client: ClientBase,
  request: IdempotentRequest | undefined,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  if (request === undefined) return work()
  const expires = new Date(now.getTime() + IDEMPOTENCY_KEY_TTL_HOURS * 3_600_000)
  const claimed = await client.query(
    `INSERT INTO platform.idempotency_keys AS k (scope, key, request_hash, expires_at) VALUES ('identity', $1, $2, $3)
     ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, expires_at = excluded.expires_at
     WHERE k.expires_at < $4`,
    [request.id, request.hash, expires, now],
  )
  if (claimed.rowCount === 0) {
    const { rows } = await client.query<StoredResponse<T>>(responseByIdempotencyKey.request(request.id))
    assertSameRequest(request, rows[0]?.request_hash)
    return rows[0]?.body as T
  }
  const result = await work()
  await client.query(
    `UPDATE platform.idempotency_keys SET status = 201, body = $2 WHERE scope = 'identity' AND key = $1`,
    [request.id, JSON.stringify(result)],
  )
  return result
}

/**
 * The first result of a request, if it has completed, without a transaction. Throws IDEMPOTENCY_KEY_REUSED (422) if the key
 * was used for a different request.
 */
export async function findIdempotentResponse<T>(
  pool: Pool,
  request: IdempotentRequest | undefined,
  now: Date,
): Promise<T | undefined> {
  if (request === undefined) return undefined
  const { rows } = await pool.query<StoredResponse<T>>(responseByIdempotencyKey.request(request.id))
  const [stored] = rows
  if (stored === undefined || stored.expires_at < now) return undefined
  assertSameRequest(request, stored.request_hash)
  return stored.body ?? undefined
}

interface StoredResponse<T> {
  readonly request_hash: string
  readonly body: T | null
  readonly expires_at: Date
}
