import type { SchemaObject } from '../../contracts/schema-object.js'
import type { Queryable } from '../client/queryable.js'

/**
 * Reads all tables, columns, indexes, constraints, triggers, views, enums and functions outside the history schema, as
 * the catalog describes them. The index of a constraint is not listed separately.
 */
export async function readSchema(client: Queryable): Promise<readonly SchemaObject[]> {
  const { rows } = await client.query<{ objects: readonly SchemaObject[] }>(
    `SELECT ${SCHEMA_OBJECTS} AS objects`,
  )
  return rows[0]?.objects ?? []
}

/** Lower OIDs are system objects (FirstNormalObjectId). The condition avoids reading the complete catalog. */
const FIRST_USER_OID = 16_384

const SCHEMA_QUERY = `WITH user_schemas AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname <> ALL (ARRAY['pg_catalog', 'information_schema', 'homemanager_ledger', 'pg_toast'])
    AND nspname NOT LIKE 'pg\\_temp%' AND nspname NOT LIKE 'pg\\_toast%'
),
tables AS (
  SELECT c.oid, format('%I.%I', o.nspname, c.relname) AS name
  FROM pg_class c JOIN user_schemas o ON o.oid = c.relnamespace WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p')
)
SELECT 'table' AS kind, name, NULL AS parent, 'table' AS definition FROM tables
UNION ALL
SELECT 'column', t.name || '.' || quote_ident(a.attname), t.name,
  format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attrelid >= ${FIRST_USER_OID} AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT 'index', format('%I.%I', o.nspname, c.relname), t.name,
  pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
JOIN user_schemas o ON o.oid = c.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'constraint', t.name || '.' || quote_ident(k.conname), t.name, pg_get_constraintdef(k.oid)
FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
UNION ALL
SELECT 'trigger', t.name || '.' || quote_ident(g.tgname), t.name,
  pg_get_triggerdef(g.oid) || CASE WHEN g.tgenabled = 'D' THEN ' (disabled)' ELSE '' END
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, format('%I.%I', o.nspname, c.relname), NULL,
  pg_get_viewdef(c.oid)
FROM pg_class c JOIN user_schemas o ON o.oid = c.relnamespace
WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('v', 'm')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'enum', format('%I.%I', o.nspname, t.typname), NULL,
  (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
FROM pg_type t JOIN user_schemas o ON o.oid = t.typnamespace WHERE t.oid >= ${FIRST_USER_OID} AND t.typtype = 'e'
UNION ALL
SELECT 'function', format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), NULL,
  pg_get_functiondef(p.oid)
FROM pg_proc p JOIN user_schemas o ON o.oid = p.pronamespace
WHERE p.oid >= ${FIRST_USER_OID} AND p.prokind IN ('f', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
`

/** A SQL expression for the live schema as jsonb. The order does not depend on the collation of the database. */
export const SCHEMA_OBJECTS: string = `(
SELECT coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(o)) ORDER BY o.kind COLLATE "C", o.name COLLATE "C"), '[]')
FROM (${SCHEMA_QUERY}) o)`
