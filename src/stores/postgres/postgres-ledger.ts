import type pg from 'pg'
import type { Ledger, LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'

/** Where a statement goes: the pool, or the connection that holds the lock. */
type Queryable = Pick<pg.ClientBase, 'query'>

interface LedgerRow {
  readonly id: string
  readonly checksum: string
  /** Null in the row of the recorded schema. */
  readonly entry: Omit<LedgerEntry, 'id'> | null
}

/**
 * Creates the ledger's table; only while the lock is held, since IF NOT EXISTS itself can collide. The schema must not be
 * called like a user: PostgreSQL looks in a schema of the user's name first, and would make all tables there.
 */
export async function createLedger(client: Queryable): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS homemanager_ledger;
    CREATE TABLE IF NOT EXISTS homemanager_ledger.migrations (
      id text PRIMARY KEY,
      outcome text NOT NULL,
      checksum text NOT NULL,
      entry jsonb NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT now()
    )`)
}

/** What the ledger says; nothing where there is no ledger yet. */
export async function readLedger(client: Queryable): Promise<Ledger> {
  try {
    const { rows } = await client.query<LedgerRow>(
      `SELECT id, checksum, CASE WHEN outcome <> 'schema' THEN entry END AS entry
       FROM homemanager_ledger.migrations ORDER BY id`,
    )
    const entries = rows.flatMap(({ id, entry }) => (entry === null ? [] : [{ ...entry, id }]))
    const schemaKey = rows.find(({ entry }) => entry === null)?.checksum
    return { entries, ...(schemaKey === undefined ? {} : { schemaKey }) }
  } catch (error) {
    if (isMissing(error)) return { entries: [] }
    throw error
  }
}

export async function writeEntry(client: Queryable, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await client.query(
    `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, checksum = excluded.checksum,
       entry = excluded.entry, changed_at = now()`,
    [id, entry.outcome, entry.checksum, JSON.stringify(rest)],
  )
}

export async function deleteEntry(client: Queryable, id: string): Promise<void> {
  await client.query('DELETE FROM homemanager_ledger.migrations WHERE id = $1', [id])
}

export async function readSchemaRecord(client: Queryable): Promise<SchemaRecord | undefined> {
  try {
    const { rows } = await client.query<{ entry: SchemaRecord }>(
      `SELECT entry FROM homemanager_ledger.migrations WHERE outcome = 'schema'`,
    )
    return rows[0]?.entry
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export async function writeSchemaRecord(client: Queryable, record: SchemaRecord): Promise<void> {
  await client.query(
    `INSERT INTO homemanager_ledger.migrations (id, outcome, checksum, entry) VALUES ('#schema', 'schema', $1, $2)
     ON CONFLICT (id) DO UPDATE SET checksum = excluded.checksum, entry = excluded.entry, changed_at = now()`,
    [record.key, JSON.stringify(record)],
  )
}

/** undefined_table, invalid_schema_name. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
