import type { Pool, PoolClient } from 'pg'
import { retry } from '../../../core/retry.js'

/** SQLSTATE of a write to a server that accepts reads only. */
const READ_ONLY_TRANSACTION = '25006'

/** Runs `work` in a transaction. Retries after a deadlock or a serialization failure; both roll back completely. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return retry(async () => runTransaction(pool, work), {
    maxAttempts: 4,
    baseDelayMs: 20,
    maxDelayMs: 200,
    isRetryable: isSerializationFailure,
  })
}

async function runTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // If the connection is lost between two statements, the next one fails. The pool, which may be the caller's, has no
  // error listener on a client that is checked out.
  client.on('error', ignoreError)
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // The server is no primary any more: a new connection finds the new one.
    if (error instanceof Error && 'code' in error && error.code === READ_ONLY_TRANSACTION) broken = error
    await client.query('ROLLBACK').catch((rollback: unknown) => {
      broken = rollback instanceof Error ? rollback : new Error(String(rollback))
    })
    throw error
  } finally {
    // A connection that failed to roll back must not return to the pool.
    client.release(broken)
    client.off('error', ignoreError)
  }
}

function ignoreError(): void {}

function isSerializationFailure(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code === '40001' || code === '40P01'
}

/** The unique constraint that a statement violated; undefined for any other error. */
export function getViolatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return undefined
  return error.code === '23505' && typeof error.constraint === 'string' ? error.constraint : undefined
}
