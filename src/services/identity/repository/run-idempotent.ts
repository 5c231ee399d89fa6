import type { ClientBase, Pool } from 'pg'
import {
  IDEMPOTENCY_KEY_TTL_HOURS,
  type IdempotentRequest,
  assertSameRequest,
  requestRunningError,
} from '../../http/requests/idempotency-key.js'
import { responseByIdempotencyKey } from '../access-patterns/session-patterns.js'

/** Of the advisory locks on keys. Two keys with the same hash delay each other, which is rare and harmless. */
const LOCK_CLASS = 0x1de3
/** The requests that this process is running. */
const running = new Set<string>()

/**
 * Marks a request as running in this process, for work outside of the transaction; rejects with CONFLICT (409) if it already
 * is.
 */
export async function whileRunning<T>(
  request: IdempotentRequest | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (request === undefined) return work()
  if (running.has(request.id)) throw requestRunningError()
  running.add(request.id)
  try {
    return await work()
  } finally {
    running.delete(request.id)
  }
}

/**
 * Runs `work` once per key, in the caller's transaction; a repetition within 24 hours returns the first result, whatever has
 * happened since. A repetition while the first request runs, in any process, is rejected with CONFLICT (409). A rejected request
 * is rolled back with its key. The result must have no passwords or tokens: it is stored.
 */
export async function runIdempotent<T>(
  client: ClientBase,
  request: IdempotentRequest | undefined,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  if (request === undefined) return work()
  const { rows: locks } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS locked',
    [LOCK_CLASS, request.id],
  )
  if (locks[0]?.locked !== true) throw requestRunningError()
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
