import type pg from 'pg'
import { BOOKKEEPING_SCHEMAS, BOOKKEEPING_TABLES } from './list-other-tables.js'
import type { SeededTable } from './seeded-tables.js'

/** Foreign keys from tables of the user, also by way of others, that change or delete rows with those that they refer to. */
const LIST_REFERENCES = `WITH RECURSIVE removed AS (
  SELECT to_regclass(name)::oid AS oid FROM unnest($1::text[]) AS name
  UNION SELECT k.conrelid FROM pg_constraint k JOIN removed r ON k.confrelid = r.oid
  WHERE k.contype = 'f' AND k.confdeltype = 'c'
)
SELECT DISTINCT c.oid::regclass::text AS "table", k.conname AS name, k.confdeltype = 'c' AS deletes
FROM pg_constraint k JOIN removed r ON k.confrelid = r.oid JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd') AND k.conparentid = 0
  AND (c.relkind = 'p' OR pg_relation_size(c.oid) > 0) AND n.nspname <> ALL ($2::text[])
  AND c.oid <> ALL (SELECT to_regclass(name) FROM unnest($3::text[]) AS name WHERE to_regclass(name) IS NOT NULL)
ORDER BY 1, 2`

/** What removing rows of entities does to rows of tables of the user. */
export async function listSideEffects(
  pool: pg.Pool,
  seeded: readonly SeededTable[],
): Promise<readonly string[]> {
  const tables = seeded.map(({ table }) => table)
  const { rows } = await pool.query<{ table: string; name: string; deletes: boolean }>(LIST_REFERENCES, [
    tables,
    BOOKKEEPING_SCHEMAS,
    [...tables, ...BOOKKEEPING_TABLES],
  ])
  return rows.map(
    ({ table, name, deletes }) =>
      `Rows of ${table} that refer to removed records are ${deletes ? 'deleted' : 'changed'}, too (foreign key ${name}).`,
  )
}
