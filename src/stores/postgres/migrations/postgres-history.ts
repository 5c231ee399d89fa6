import type { Pool } from 'pg'
import type { MigrationHistory, HistoryChange, HistoryEntry } from '../../contracts/migration-store.js'
import type { SchemaRecord } from '../../contracts/schema-object.js'
import { pg } from '../client/pg.js'
import type { Queryable } from '../client/queryable.js'
import { SCHEMA_OBJECTS } from './read-schema.js'

interface HistoryRow {
  readonly id: string
  readonly checksum: string
  /** Null in the row that contains the recorded schema. */
  readonly entry: Omit<HistoryEntry, 'id'> | null
}

export const HISTORY_TABLE = 'homemanager_ledger.migrations'

/**
 * Creates the history table. Requires the lock, since concurrent CREATE TABLE IF NOT EXISTS statements can conflict.
 * The schema name must not equal a user name: `search_path` starts with the user's schema, so all tables would be
 * created there.
 */
export const CREATE_HISTORY_TABLE = `CREATE SCHEMA IF NOT EXISTS homemanager_ledger;
CREATE TABLE IF NOT EXISTS homemanager_ledger.migrations (
  id text PRIMARY KEY,
  outcome text NOT NULL,
  checksum text NOT NULL,
  entry jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
)`

/** Reads the history; empty if the database was never migrated. */
export async function readHistory(pool: Pool): Promise<MigrationHistory> {
  // Does not use pool.query, which closes the connection after an error, even for a missing table.
  const client = await pool.connect()
  try {
    return (await findHistory(client)) ?? { entries: [] }
  } finally {
    client.release()
  }
}

/** Reads the history; `undefined` if its table does not exist. */
export async function findHistory(client: Queryable): Promise<MigrationHistory | undefined> {
  try {
    // A statement that fails would leave an error in the log of the server.
    if (!(await hasHistoryTable(client))) return undefined
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

/**
 * Builds the statement that writes or deletes an entry, with literal values so that it can be sent with other
 * statements.
 */
export function toChangeStatement(change: HistoryChange): string {
  if ('delete' in change) {
    return `DELETE FROM homemanager_ledger.migrations WHERE id = ${pg.escapeLiteral(change.delete)}`
  }
  const { id, ...rest } = change.write
  const values = [id, rest.outcome, rest.checksum, JSON.stringify(rest)].map((text) => pg.escapeLiteral(text))
  return `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry) VALUES (${values.join(', ')})
ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, checksum = excluded.checksum,
  entry = excluded.entry, changed_at = now()`
}

export async function readSchemaRecord(client: Queryable): Promise<SchemaRecord | undefined> {
  try {
    if (!(await hasHistoryTable(client))) return undefined
    const { rows } = await client.query<{ entry: SchemaRecord }>(
      `SELECT entry FROM homemanager_ledger.migrations WHERE outcome = 'schema'`,
    )
    return rows[0]?.entry
  } catch (error) {
    if (isUndefinedTable(error)) return undefined
    throw error
  }
}

/** Whether the live schema differs from the recorded one. Compared on the server, so that neither is transferred. */
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

/** Records the live schema. The server reads and writes it, so that it is not transferred. */
export async function recordSchema(client: Queryable, key: string): Promise<void> {
  await client.query(
    `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry)
     VALUES ('#schema', 'schema', $1::text, jsonb_build_object('key', $1::text, 'objects', ${SCHEMA_OBJECTS}))
     ON CONFLICT (id) DO UPDATE SET checksum = excluded.checksum, entry = excluded.entry, changed_at = now()`,
    [key],
  )
}

async function hasHistoryTable(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('homemanager_ledger.migrations') IS NOT NULL AS found",
  )
  return rows[0]?.found ?? false
}

/** undefined_table, invalid_schema_name. */
function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
