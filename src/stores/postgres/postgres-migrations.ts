import type { PoolClient } from 'pg'
import { HomeError } from '../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../migration-errors.js'
import type { MigrationStore } from '../migration-store.js'
import { compileSql } from './compile-sql.js'
import { pg } from './pg.js'
import { readLedger, readSchemaRecord } from './postgres-ledger.js'
import { postgresHolder, unlockPostgres } from './postgres-lock.js'
import { openSession } from './postgres-session.js'
import type { PostgresStore } from './postgres-store.js'
import { readSchema } from './read-schema.js'
import { reviewSql } from './review-sql.js'

/** Migrations of PostgreSQL: a ledger table, an advisory lock, and DDL in transactions. An action is a statement. */
export function postgresMigrations(store: PostgresStore): MigrationStore<string> {
  return {
    name: 'postgres',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileSql,
    ledger: async () => readLedger(store.pool),
    schema: () => readOnly(store, (client) => readSchema(client)),
    recordedSchema: () => readSchemaRecord(store.pool),
    review: (steps) => readOnly(store, (client) => reviewSql(client, steps)),
    lint: () => [],
    holder: () => postgresHolder(store.pool),
    unlock: () => unlockPostgres(store.pool),
    lock: async (options) => openSession(store, options),
  }
}

/** The server itself refuses whatever would write. */
async function readOnly<T>(store: PostgresStore, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await store.pool.connect()
  try {
    // Describing an index waits for whoever has its table locked.
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
    message: 'Another session has a table of postgres locked; the schema cannot be read meanwhile.',
    detail: 'Waited 5 s for it. SELECT * FROM pg_stat_activity shows who is in the middle of a transaction.',
    suggestion: 'Let that session end its transaction, then run the command again.',
    cause,
  })
}
