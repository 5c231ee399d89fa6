import type pg from 'pg'
import { SEEDED_ENTITIES, type SeededEntity } from '../../../domain/seeded-entities.js'
import type { DataStore, FamilyIds, StoredRecord } from '../../contracts/data-store.js'
import { copyRows } from './copy-rows.js'
import {
  createCheckpointTable,
  deleteCheckpoint,
  isCheckpointReached,
  readCheckpoints,
  writeCheckpoint,
} from './postgres-checkpoints.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { listUndeliveredEvents } from '../outbox/list-undelivered-events.js'
import { scanTable } from './scan-table.js'
import { isPostgresEntity, SEEDED_TABLES } from './seeded-tables.js'
import { toStoredRows } from './to-stored-rows.js'

/** Loads datasets into PostgreSQL. A batch and its checkpoint are one transaction, so no row is copied twice. */
export function postgresDataStore(store: PostgresStore): DataStore {
  const { pool } = store
  return {
    name: 'postgres',
    // Each batch is one transaction of about twelve round trips.
    recordsPerBatch: 5000,
    maxConcurrentBatches: 1,
    readCheckpoints: () => readCheckpoints(pool),
    async writeCheckpoint(checkpoint) {
      await createCheckpointTable(pool)
      await writeCheckpoint(pool, checkpoint)
    },
    deleteCheckpoint: (dataset) => deleteCheckpoint(pool, dataset),
    checkpointsAtomically: true,
    load: (batch, checkpoint) =>
      inTransaction(pool, async (client) => {
        if (await isCheckpointReached(client, checkpoint)) return
        await copyRows(client, SEEDED_TABLES.families, batch.families ?? [])
        await copyRows(client, SEEDED_TABLES.users, batch.users ?? [])
        await copyRows(client, SEEDED_TABLES.members, batch.members ?? [])
        await copyRows(client, SEEDED_TABLES.events, batch.events ?? [])
        await writeCheckpoint(client, checkpoint)
      }),
    scan: (kinds) => scanRecords(pool, kinds),
    listMissingTables: () => listMissingTables(pool),
    toStoredRecords: toStoredRows,
    listUndeliveredEvents: (before) => listUndeliveredEvents(pool, before),
    removeFamilies: (families) => inTransaction(pool, (client) => removeFamilies(client, families)),
  }
}

async function* scanRecords(
  pool: pg.Pool,
  kinds: readonly SeededEntity[] = SEEDED_ENTITIES.postgres,
): AsyncGenerator<readonly StoredRecord[]> {
  const client = await pool.connect()
  let failed = true
  try {
    // One snapshot for all tables, so that concurrent writes do not appear as violations.
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO'`,
    )
    for (const kind of kinds) if (isPostgresEntity(kind)) yield* scanTable(client, kind)
    await client.query('COMMIT')
    failed = false
  } finally {
    client.release(failed)
  }
}

async function listMissingTables(pool: pg.Pool): Promise<readonly string[]> {
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
  // The event log is append-only. Seeded events are an exception: they are removed with their dataset.
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
    // Closing the connection rolls back the transaction, even in the middle of a COPY.
    client.release(true)
    throw error
  }
}
