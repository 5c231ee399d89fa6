import type pg from 'pg'
import type { EntityPlural, EntityRegistry } from '../../../domain/entities/registry.js'
import type { DataStore, RehearsedWork, StoredRecord } from '../../contracts/data-store.js'
import { copyRows } from './copy-rows.js'
import {
  createCheckpointTable,
  deleteCheckpoint,
  isCheckpointReached,
  readCheckpoints,
  writeCheckpoint,
} from './postgres-checkpoints.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { listOtherTables } from './list-other-tables.js'
import { lockDatasets } from './lock-datasets.js'
import { listSideEffects } from './list-side-effects.js'
import { listUndeliveredEvents } from '../outbox/list-undelivered-events.js'
import { isEmpty } from './is-empty.js'
import { listChangedColumns } from './list-changed-columns.js'
import { replaceRows } from './replace-rows.js'
import { scanTable } from './scan-table.js'
import { removeFamilies } from './remove-families.js'
import { removeTraces } from './remove-traces.js'
import { listSeededTables, type SeededTable } from './seeded-tables.js'
import { toStoredRows } from './to-stored-rows.js'

/** Loads datasets into PostgreSQL. A batch and its checkpoint are one transaction, so no row is copied twice. */
export function postgresDataStore(store: PostgresStore, entities: EntityRegistry): DataStore {
  const { pool } = store
  const tables = listSeededTables(entities)
  return {
    name: 'postgres',
    entities,
    // Each batch is one transaction of about twelve round trips.
    recordsPerBatch: 5000,
    maxConcurrentBatches: 1,
    isEmpty: () => isEmpty(pool),
    lock: (options) => lockDatasets(pool, options),
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
        for (const table of tables) await copyRows(client, table, batch[table.kind] ?? [])
        await writeCheckpoint(client, checkpoint)
      }),
    replace: (batch, stored) => inTransaction(pool, (client) => replaceRows(client, entities, batch, stored)),
    scan: (kinds) => scanRecords(pool, tables, kinds),
    listOtherData: () => listOtherTables(pool, tables),
    listMissingTables: () => listMissingTables(pool, tables),
    toStoredRecords: (batch) => toStoredRows(batch, entities),
    listChangedFields: (expected, stored) => listChangedColumns(entities, expected, stored),
    listUndeliveredEvents: (before) => listUndeliveredEvents(pool, before),
    rehearse: (work) => rehearse(pool, entities, work),
    listSideEffects: () => listSideEffects(pool, tables),
    removeFamilies: (families) => inTransaction(pool, (client) => removeFamilies(client, entities, families)),
    removeTraces: (deleted) => inTransaction(pool, (client) => removeTraces(client, deleted)),
  }
}

async function rehearse(
  pool: pg.Pool,
  entities: EntityRegistry,
  { remove = [], load = {} }: RehearsedWork,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    for (const families of remove) await removeFamilies(client, entities, families)
    for (const table of listSeededTables(entities)) await copyRows(client, table, load[table.kind] ?? [])
    // Otherwise deferred constraints would be checked at the end of the transaction only.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE')
    await client.query('ROLLBACK')
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function* scanRecords(
  pool: pg.Pool,
  tables: readonly SeededTable[],
  kinds?: readonly EntityPlural[],
): AsyncGenerator<readonly StoredRecord[]> {
  const client = await pool.connect()
  let failed = true
  try {
    // One snapshot for all tables, so that concurrent writes do not appear as violations.
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO'`,
    )
    for (const table of tables) if (kinds?.includes(table.kind) !== false) yield* scanTable(client, table)
    await client.query('COMMIT')
    failed = false
  } finally {
    client.release(failed)
  }
}

/** Tables, and columns of tables that exist. */
async function listMissingTables(pool: pg.Pool, tables: readonly SeededTable[]): Promise<readonly string[]> {
  const columns = tables.flatMap(({ table, columns: each }) => each.map(({ name }) => ({ table, name })))
  const { rows } = await pool.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL
     UNION ALL
     SELECT c.relation || '.' || c.name FROM unnest($2::text[], $3::text[]) AS c (relation, name)
     WHERE to_regclass(c.relation) IS NOT NULL AND NOT EXISTS (
       SELECT FROM pg_attribute WHERE attrelid = to_regclass(c.relation) AND attname = c.name AND NOT attisdropped)`,
    [tables.map(({ table }) => table), columns.map(({ table }) => table), columns.map(({ name }) => name)],
  )
  return rows.map(({ name }) => name)
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
