import type { PoolClient } from 'pg'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MigrationStore } from '../../contracts/migration-store.js'
import { compileSql } from './compile-sql.js'
import { pg } from '../client/pg.js'
import { readHistory, readSchemaRecord } from './postgres-history.js'
import { getPostgresLockHolder, breakPostgresLock } from './postgres-lock.js'
import { openPostgresSession } from './postgres-session.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { readSchema } from './read-schema.js'
import { reviewEffects } from './review-data-effects.js'
import { reviewSql } from './review-sql.js'

/** Migrations of PostgreSQL: a history table, an advisory lock and transactional DDL. An action is a SQL statement. */
export function postgresMigrationStore(store: PostgresStore): MigrationStore<string> {
  return {
    name: 'postgres',
    capabilities: store.capabilities,
    hosts: store.hosts,
    identify: () => store.identify(),
    compile: compileSql,
    readHistory: async () => readHistory(store.pool),
    readSchema: () => inReadOnlyTransaction(store, (client) => readSchema(client)),
    readRecordedSchema: () => readSchemaRecord(store.pool),
    review: (steps, { effectsOnly = false } = {}) =>
      inReadOnlyTransaction(store, (client) => (effectsOnly ? reviewEffects : reviewSql)(client, steps)),
    lint: () => [],
    getLockHolder: () => getPostgresLockHolder(store.pool),
    unlock: () => breakPostgresLock(store.pool),
    lock: async (options) => openPostgresSession(store, options),
  }
}

/** Runs `work` in a read-only transaction, in which the server rejects writes. */
async function inReadOnlyTransaction<T>(
  store: PostgresStore,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await store.pool.connect()
  try {
    // Describing an index blocks while another session has its table locked.
    await client.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '5s'")
    return await work(client)
  } catch (error) {
    throw error instanceof pg.DatabaseError && error.code === '55P03' ? tableLocked(error) : error
  } finally {
    await client.query('ROLLBACK').catch(() => undefined)
    client.release()
  }
}

function tableLocked(cause: Error): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_TABLE_LOCKED, {
    message: 'The schema of postgres cannot be read: another session holds a lock on a table.',
    detail: 'Timed out after 5 s. SELECT * FROM pg_stat_activity lists the sessions with open transactions.',
    suggestion: 'Wait until that session ends its transaction, then run the command again.',
    cause,
  })
}
