import type { ClientBase, Pool } from 'pg'
import type { MigrationHistory, HistoryChange, HistoryEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import { pg } from './pg.js'
import { SCHEMA_OBJECTS } from './read-schema.js'

/** Where a statement goes: the pool, or the connection that holds the lock. */
type Queryable = Pick<ClientBase, 'query'>

interface HistoryRow {
  readonly id: string
  readonly checksum: string
  /** Null in the row of the recorded schema. */
  readonly entry: Omit<HistoryEntry, 'id'> | null
}

/**
 * Makes the ledger's table; only while the lock is held, since IF NOT EXISTS itself can collide. The schema must not be
 * called like a user: PostgreSQL looks in a schema of the user's name first, and would make all tables there.
 */
export const CREATE_HISTORY_TABLE = `CREATE SCHEMA IF NOT EXISTS homemanager_ledger;
CREATE TABLE IF NOT EXISTS homemanager_ledger.migrations (
  id text PRIMARY KEY,
  outcome text NOT NULL,
  checksum text NOT NULL,
  entry jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
)`

/** What the ledger says; empty where there is no ledger yet. */
export async function readHistory(pool: Pool): Promise<MigrationHistory> {
  // Not by the pool's own query, which ends a connection that told of an error, even of a missing table.
  const client = await pool.connect()
  try {
    return (await findHistory(client)) ?? { entries: [] }
  } finally {
    client.release()
  }
}

/** What the ledger says; nothing where its table is missing. */
export async function findHistory(client: Queryable): Promise<MigrationHistory | undefined> {
  try {
    const { rows } = await client.query<HistoryRow>(
      `SELECT id, checksum, CASE WHEN outcome <> 'schema' THEN entry END AS entry
       FROM homemanager_ledger.migrations ORDER BY id`,
    )
    const entries = rows.flatMap(({ id, entry }) => (entry === null ? [] : [{ ...entry, id }]))
    const schemaKey = rows.find(({ entry }) => entry === null)?.checksum
    return { entries, ...(schemaKey === undefined ? {} : { schemaKey }) }
  } catch (error) {
    if (isUndefinedTable(error)) return undefined
    throw error
  }
}

/** The statement that writes or removes an entry. Its values stand in it, so that it can go with others. */
export function toChangeStatement(change: HistoryChange): string {
  if ('forget' in change) {
    return `DELETE FROM homemanager_ledger.migrations WHERE id = ${pg.escapeLiteral(change.forget)}`
  }
  const { id, ...rest } = change.record
  const values = [id, rest.outcome, rest.checksum, JSON.stringify(rest)].map((text) => pg.escapeLiteral(text))
  return `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry) VALUES (${values.join(', ')})
ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, checksum = excluded.checksum,
  entry = excluded.entry, changed_at = now()`
}

export async function readSchemaRecord(client: Queryable): Promise<SchemaRecord | undefined> {
  try {
    const { rows } = await client.query<{ entry: SchemaRecord }>(
      `SELECT entry FROM homemanager_ledger.migrations WHERE outcome = 'schema'`,
    )
    return rows[0]?.entry
  } catch (error) {
    if (isUndefinedTable(error)) return undefined
    throw error
  }
}

/** Whether the live schema differs from the recorded one, found out where both are: neither has to be sent. */
export async function hasSchemaDrifted(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ drifted: boolean }>(`
    WITH recorded AS (
      SELECT jsonb_array_elements(entry -> 'objects') AS o FROM homemanager_ledger.migrations WHERE outcome = 'schema'
    ),
    live AS MATERIALIZED (SELECT jsonb_array_elements(${SCHEMA_OBJECTS}) AS o)
    SELECT EXISTS (SELECT o FROM recorded EXCEPT SELECT o FROM live) OR EXISTS (
      SELECT o FROM live WHERE o ->> 'parent' IN (SELECT o ->> 'name' FROM recorded)
      EXCEPT SELECT o FROM recorded
    ) AS drifted`)
  return rows[0]?.drifted ?? true
}

/** Keeps the live schema; the server itself reads it and writes it down. */
export async function recordSchema(client: Queryable, key: string): Promise<void> {
  await client.query(
    `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry)
     VALUES ('#schema', 'schema', $1::text, jsonb_build_object('key', $1::text, 'objects', ${SCHEMA_OBJECTS}))
     ON CONFLICT (id) DO UPDATE SET checksum = excluded.checksum, entry = excluded.entry, changed_at = now()`,
    [key],
  )
}

/** undefined_table, invalid_schema_name. */
function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
