import type pg from 'pg'
import type { SchemaObject } from '../schema-object.js'

interface Row {
  readonly kind: string
  readonly name: string
  readonly parent: string | null
  readonly definition: string
}

/**
 * Every table, column, index, constraint, trigger and function outside the ledger's own schema, as the catalogue
 * describes it. A constraint's index is left to the constraint.
 */
export async function readSchema(client: Pick<pg.ClientBase, 'query'>): Promise<readonly SchemaObject[]> {
  const { rows } = await client.query<Row>(QUERY)
  return rows.map(({ parent, ...row }) => ({ ...row, ...(parent === null ? {} : { parent }) }))
}

const QUERY = `
WITH ours AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname <> ALL (ARRAY['pg_catalog', 'information_schema', 'homemanager_ledger', 'pg_toast'])
    AND nspname NOT LIKE 'pg\\_temp%' AND nspname NOT LIKE 'pg\\_toast%'
),
tables AS (
  SELECT c.oid, format('%I.%I', o.nspname, c.relname) AS name
  FROM pg_class c JOIN ours o ON o.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')
)
SELECT 'table' AS kind, name, NULL AS parent, 'table' AS definition FROM tables
UNION ALL
SELECT 'column', t.name || '.' || quote_ident(a.attname), t.name,
  format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT 'index', format('%I.%I', o.nspname, c.relname), t.name,
  pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
JOIN ours o ON o.oid = c.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'constraint', t.name || '.' || quote_ident(k.conname), t.name, pg_get_constraintdef(k.oid)
FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
UNION ALL
SELECT 'trigger', t.name || '.' || quote_ident(g.tgname), t.name,
  pg_get_triggerdef(g.oid) || CASE WHEN g.tgenabled = 'D' THEN ' (disabled)' ELSE '' END
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
UNION ALL
SELECT 'function', format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), NULL,
  pg_get_functiondef(p.oid)
FROM pg_proc p JOIN ours o ON o.oid = p.pronamespace
WHERE p.prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1, 2`
