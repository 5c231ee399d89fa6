import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { DatasetLockOptions } from '../../contracts/data-store.js'

/** A transaction belongs to one session, also through a pooler. These limits would end it while other stores are written. */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')`
const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(hashtext('homemanager.datasets')) AS locked`
const MAX_PAUSE_MS = 250

/**
 * Acquires an advisory lock of the database on a connection of its own, until disposed or until the connection ends. Polls instead of
 * waiting in the server: a waiting statement holds a snapshot.
 */
export async function lockDatasets(
  pool: pg.Pool,
  { signal, onWait, onLocked }: DatasetLockOptions,
): Promise<AsyncDisposable> {
  const client = await pool.connect()
  try {
    await client.query(BEGIN)
    for (let pause = 20; !(await tryLock(client)); pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      if (pause === 20) onWait?.()
      await sleep(pause, undefined, signal === undefined ? {} : { signal })
    }
    onLocked?.()
  } catch (error) {
    client.release(true)
    throw error
  }
  return {
    async [Symbol.asyncDispose]() {
      // The connection may have ended, and the lock with it.
      const failed = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      )
      client.release(failed)
    },
  }
}

async function tryLock(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(TRY_LOCK)
  return rows[0]?.locked === true
}
