import type pg from 'pg'
import type { LedgerEntry } from '../migration-store.js'

/** Where a statement goes: the pool, or the connection that holds the lock. */
type Queryable = Pick<pg.ClientBase, 'query'>

interface LedgerRow {
  readonly id: string
  readonly entry: Omit<LedgerEntry, 'id'>
}

/** Creates the ledger's table; only while the lock is held, since IF NOT EXISTS itself can collide. */
export async function createLedger(client: Queryable): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS homemanager;
    CREATE TABLE IF NOT EXISTS homemanager.migrations (
      id text PRIMARY KEY,
      outcome text NOT NULL,
      checksum text NOT NULL,
      entry jsonb NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT now()
    )`)
}

/** What the ledger says; nothing where there is no ledger yet. */
export async function readLedger(client: Queryable): Promise<readonly LedgerEntry[]> {
  try {
    const { rows } = await client.query<LedgerRow>('SELECT id, entry FROM homemanager.migrations ORDER BY id')
    return rows.map(({ id, entry }) => ({ ...entry, id }))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

export async function writeEntry(client: Queryable, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await client.query(
    `INSERT INTO homemanager.migrations (id, outcome, checksum, entry) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, checksum = excluded.checksum,
       entry = excluded.entry, changed_at = now()`,
    [id, entry.outcome, entry.checksum, JSON.stringify(rest)],
  )
}

export async function deleteEntry(client: Queryable, id: string): Promise<void> {
  await client.query('DELETE FROM homemanager.migrations WHERE id = $1', [id])
}

/** undefined_table, invalid_schema_name. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
