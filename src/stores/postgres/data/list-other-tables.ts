import type pg from 'pg'
import type { OtherData } from '../../contracts/data-store.js'
import type { SeededTable } from './seeded-tables.js'

/** Tables that the bundled migrations and homemanager itself create, beside those of entities. */
export const BOOKKEEPING_TABLES = ['outbox', 'sessions']
const BOOKKEEPING_COLUMNS = [
  'users.membership_version',
  ...['position', 'recorded_at', 'transaction_id'].map((name) => `platform.event_log.${name}`),
]
export const BOOKKEEPING_SCHEMAS = ['platform', 'homemanager_ledger']
/** Larger tables are not counted, which would read them completely. */
const MAX_COUNTED = 100_000

const LIST_COLUMNS = `SELECT c.name || '.' || a.attname AS name
FROM unnest($1::text[]) WITH ORDINALITY AS c (name, position) JOIN pg_attribute a ON a.attrelid = to_regclass(c.name)
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.name || '.' || a.attname <> ALL ($2::text[])
ORDER BY c.position, a.attnum`

/** Without the tables of extensions, and the partitions of tables. */
const LIST_TABLES = `SELECT c.oid::regclass::text AS name, has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
  AND n.nspname <> ALL ($1::text[])
  AND c.oid <> ALL (SELECT to_regclass(name) FROM unnest($2::text[]) AS name WHERE to_regclass(name) IS NOT NULL)
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
ORDER BY 1`

/** The columns of the tables of entities, and the tables with rows, that a scan does not read. Reads no table completely. */
export async function listOtherTables(
  pool: pg.Pool,
  seeded: readonly SeededTable[],
): Promise<readonly OtherData[]> {
  const tables = seeded.map(({ table }) => table)
  const columns = seeded.flatMap(({ table, columns: each }) => each.map(({ name }) => `${table}.${name}`))
  const [own, others] = await Promise.all([
    pool.query<{ name: string }>(LIST_COLUMNS, [tables, [...columns, ...BOOKKEEPING_COLUMNS]]),
    pool.query<{ name: string; readable: boolean }>(LIST_TABLES, [
      BOOKKEEPING_SCHEMAS,
      [...tables, ...BOOKKEEPING_TABLES],
    ]),
  ])
  const counted = await Promise.all(
    others.rows.map(async ({ name, readable }) => ({
      name,
      records: readable ? await count(pool, name) : null,
    })),
  )
  return [
    ...own.rows.map(({ name }) => ({ kind: 'column' as const, name, records: null })),
    ...counted.filter(({ records }) => records !== 0).map((table) => ({ kind: 'table' as const, ...table })),
  ]
}

/** `table` is quoted already. */
async function count(pool: pg.Pool, table: string): Promise<number | null> {
  const { rows } = await pool.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM (SELECT FROM ${table} LIMIT ${MAX_COUNTED + 1}) AS counted`,
  )
  const found = rows[0]?.found ?? 0
  return found > MAX_COUNTED ? null : found
}
