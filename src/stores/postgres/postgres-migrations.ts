import type pg from 'pg'
import { lockLost } from '../migration-locked.js'
import type { MigrationSession, MigrationStore } from '../migration-store.js'
import { compileSql } from './compile-sql.js'
import { performStatement } from './perform-statement.js'
import {
  createLedger,
  deleteEntry,
  readLedger,
  readSchemaRecord,
  writeEntry,
  writeSchemaRecord,
} from './postgres-ledger.js'
import { lockPostgres, postgresHolder, unlockPostgres } from './postgres-lock.js'
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
    ledger: () => readLedger(store.pool),
    schema: () => readOnly(store, (client) => readSchema(client)),
    recordedSchema: () => readSchemaRecord(store.pool),
    review: (steps) => readOnly(store, (client) => reviewSql(client, steps)),
    lint: () => [],
    holder: () => postgresHolder(store.pool),
    unlock: () => unlockPostgres(store.pool),
    async lock(options) {
      const client = await lockPostgres(store.endpoint.url, options)
      try {
        await createLedger(client)
      } catch (error) {
        await client.end()
        throw error
      }
      return session(client)
    },
  }
}

function session(client: pg.Client): MigrationSession<string> {
  const lost = new AbortController()
  client.on('end', () => lost.abort(lockLost('postgres')))
  return {
    signal: lost.signal,
    ledger: () => readLedger(client),
    record: (entry) => writeEntry(client, entry),
    forget: (id) => deleteEntry(client, id),
    recordSchema: (record) => writeSchemaRecord(client, record),
    perform: (step, context) => performStatement(client, step, context),
    async performTogether(steps, change, onStep) {
      await client.query('BEGIN')
      try {
        for (const [index, step] of steps.entries()) {
          onStep(index)
          await performStatement(client, step, { resumed: false, onProgress: () => {} })
        }
        const last = change()
        if ('record' in last) await writeEntry(client, last.record)
        else await deleteEntry(client, last.forget)
        await client.query('COMMIT')
      } catch (error) {
        if (!lost.signal.aborted) await client.query('ROLLBACK')
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await client.end()
    },
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
