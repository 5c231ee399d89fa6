import type { ClientBase } from 'pg'
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
    const { rows } = await client.query<{ request_hash: string; body: T }>(
      responseByIdempotencyKey.request(request.id),
    )
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
