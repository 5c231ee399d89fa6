import type pg from 'pg'
import { listCascadingKeys } from './list-cascading-keys.js'
import { BOOKKEEPING_SCHEMAS, BOOKKEEPING_TABLES } from './list-other-tables.js'
import type { SeededTable } from './seeded-tables.js'

/** What removing rows of entities does to rows of tables of the user. */
export async function listSideEffects(
  pool: pg.Pool,
  seeded: readonly SeededTable[],
): Promise<readonly string[]> {
  const entities = await listOids(
    pool,
    seeded.map(({ table }) => table),
  )
  const others = new Set([...entities, ...(await listOids(pool, BOOKKEEPING_TABLES))])
  const keys = await listCascadingKeys(pool, entities)
  return keys
    .filter(
      ({ oid, schema, isEmpty }) => !isEmpty && !others.has(oid) && !BOOKKEEPING_SCHEMAS.includes(schema),
    )
    .map(
      ({ table, name, deletes }) =>
        `Rows of ${table} that refer to removed records are ${deletes ? 'deleted' : 'changed'}, too (foreign key ${name}).`,
    )
}

/** Of the tables that exist. */
async function listOids(pool: pg.Pool, tables: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ oid: string }>(
    'SELECT to_regclass(name)::oid AS oid FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [tables],
  )
  return rows.map(({ oid }) => oid)
}
