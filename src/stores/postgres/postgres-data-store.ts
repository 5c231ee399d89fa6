import type pg from 'pg'
import { KINDS_OF_STORE, type RecordKind } from '../../domain/world-records.js'
import type { DataStore, FamilyIds, StoredRecord } from '../data-store.js'
import { copyRows } from './copy-rows.js'
import { createMarks, deleteMark, reachedAlready, readMarks, writeMark } from './postgres-marks.js'
import type { PostgresStore } from './postgres-store.js'
import { undelivered } from './postgres-undelivered.js'
import { scanTable } from './scan-table.js'
import { isPostgresKind, SEEDED_TABLES } from './seeded-tables.js'
import { storedRows } from './stored-rows.js'

/** Worlds in PostgreSQL. A batch and its mark are one transaction, so that no row is ever copied twice. */
export function postgresDataStore(store: PostgresStore): DataStore {
  const { pool } = store
  return {
    name: 'postgres',
    // Each batch is a transaction with a dozen round trips.
    batchRecords: 5000,
    batchesAtOnce: 1,
    marks: () => readMarks(pool),
    async putMark(mark) {
      await createMarks(pool)
      await writeMark(pool, mark)
    },
    removeMark: (world) => deleteMark(pool, world),
    loadsMark: true,
    load: (batch, mark) =>
      inTransaction(pool, async (client) => {
        if (await reachedAlready(client, mark)) return
        await copyRows(client, SEEDED_TABLES.families, batch.families ?? [])
        await copyRows(client, SEEDED_TABLES.users, batch.users ?? [])
        await copyRows(client, SEEDED_TABLES.members, batch.members ?? [])
        await copyRows(client, SEEDED_TABLES.events, batch.events ?? [])
        await writeMark(client, mark)
      }),
    scan: (kinds) => scan(pool, kinds),
    lacks: () => lackingTables(pool),
    stored: storedRows,
    undelivered: (before) => undelivered(pool, before),
    removeFamilies: (families) => inTransaction(pool, (client) => removeFamilies(client, families)),
  }
}

async function* scan(
  pool: pg.Pool,
  kinds: readonly RecordKind[] = KINDS_OF_STORE.postgres,
): AsyncGenerator<readonly StoredRecord[]> {
  const client = await pool.connect()
  let failed = true
  try {
    // One snapshot for all tables, so that what is written meanwhile does not look like a fault.
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO'`,
    )
    for (const kind of kinds) if (isPostgresKind(kind)) yield* scanTable(client, kind)
    await client.query('COMMIT')
    failed = false
  } finally {
    client.release(failed)
  }
}

async function lackingTables(pool: pg.Pool): Promise<readonly string[]> {
  const names = Object.values(SEEDED_TABLES).map(({ table }) => table)
  const { rows } = await pool.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [names],
  )
  return rows.map(({ name }) => name)
}

async function removeFamilies(client: pg.PoolClient, families: readonly FamilyIds[]): Promise<number> {
  const familyIds = families.map(({ id }) => id)
  const userIds = families.flatMap(({ userIds }) => userIds)
  // The log is append-only for everybody else; what was seeded into it goes with the world that it tells of.
  await client.query('ALTER TABLE platform.event_log DISABLE TRIGGER event_log_append_only')
  const statements: readonly (readonly [string, readonly string[]])[] = [
    [`DELETE FROM platform.event_log WHERE envelope ->> 'familyid' = ANY($1::text[])`, familyIds],
    ['DELETE FROM family_members WHERE family_id = ANY($1::uuid[])', familyIds],
    ['DELETE FROM families WHERE id = ANY($1::uuid[])', familyIds],
    ['DELETE FROM users WHERE id = ANY($1::uuid[])', userIds],
  ]
  let removed = 0
  for (const [statement, ids] of statements) {
    removed += (await client.query(statement, [ids])).rowCount ?? 0
  }
  await client.query('ALTER TABLE platform.event_log ENABLE TRIGGER event_log_append_only')
  return removed
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // Closing the connection ends the transaction, whatever state a broken COPY left it in.
    client.release(true)
    throw error
  }
}
