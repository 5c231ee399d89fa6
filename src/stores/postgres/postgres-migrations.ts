import type pg from 'pg'
import type { MigrationStore } from '../migration-store.js'
import { compileSql } from './compile-sql.js'
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
async function readOnly<T>(store: PostgresStore, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await store.pool.connect()
  try {
    // Describing an index waits for whoever has its table locked.
    await client.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '5s'")
    return await work(client)
  } finally {
    await client.query('ROLLBACK').catch(() => undefined)
    client.release()
  }
}
