import type { Queryable } from '../client/queryable.js'

/** A table, or some columns of it, that is deleted with something else. */
export interface DependentData {
  readonly oid: string
  readonly name: string
  /** Quoted if SQL requires it; null: all. */
  readonly columns: readonly string[] | null
}

/** Where objects are listed, as in DROP. */
const CATALOGS: Readonly<Record<string, readonly [catalog: string, name: string]>> = {
  aggregate: ['pg_proc', 'proname'],
  collation: ['pg_collation', 'collname'],
  domain: ['pg_type', 'typname'],
  extension: ['pg_extension', 'extname'],
  function: ['pg_proc', 'proname'],
  procedure: ['pg_proc', 'proname'],
  relation: ['pg_class', 'oid::text'],
  routine: ['pg_proc', 'proname'],
  schema: ['pg_namespace', 'nspname'],
  server: ['pg_foreign_server', 'srvname'],
  type: ['pg_type', 'typname'],
}

/** Whether what depends on such objects can be listed. */
export function isCataloged(object: string): boolean {
  return CATALOGS[object] !== undefined
}

/** Names are those that the server stores, in any schema; those of relations are their OIDs. */
export async function existObjects(
  client: Queryable,
  object: string,
  names: readonly string[],
): Promise<boolean> {
  const { catalog, name } = getCatalog(object)
  const { rows } = await client.query(`SELECT FROM ${catalog} WHERE ${name} = ANY ($1) LIMIT 1`, [names])
  return rows.length > 0
}

/**
 * The tables and columns that depend on objects, directly or not (PostgreSQL manual, "pg_depend"), without these objects. Of a schema, the
 * tables in it are left out.
 */
export async function listDependentData(
  client: Queryable,
  object: string,
  names: readonly string[],
): Promise<readonly DependentData[]> {
  const { catalog, name } = getCatalog(object)
  const { rows } = await client.query<DependentData>(
    `WITH RECURSIVE asked AS (
       SELECT '${catalog}'::regclass::oid AS class, oid AS object, 0 AS part FROM ${catalog} WHERE ${name} = ANY ($1)
     ), dropped AS (
       SELECT * FROM asked
       UNION
       SELECT next.* FROM dropped d CROSS JOIN LATERAL (
         SELECT classid, objid, objsubid FROM pg_depend
         WHERE refclassid = d.class AND refobjid = d.object AND (d.part = 0 OR refobjsubid = d.part)
           AND NOT (d.class = 'pg_namespace'::regclass AND classid = 'pg_class'::regclass)
         UNION ALL
         -- A view goes with its rule, and a generated column with its expression.
         SELECT refclassid, refobjid, refobjsubid FROM pg_depend
         WHERE classid = d.class AND objid = d.object AND deptype = 'i'
           AND classid IN ('pg_rewrite'::regclass, 'pg_attrdef'::regclass)
       ) next
     )
     SELECT c.oid, c.oid::regclass::text AS name, 
       CASE WHEN bool_and(d.part > 0) THEN array_agg(quote_ident(a.attname) ORDER BY d.part) END AS columns
     FROM dropped d JOIN pg_class c ON c.oid = d.object AND d.class = 'pg_class'::regclass
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.part
     WHERE c.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT FROM asked a WHERE a.class = d.class AND a.object = d.object)
     GROUP BY c.oid ORDER BY name`,
    [[...names]],
  )
  return rows
}

function getCatalog(object: string): { readonly catalog: string; readonly name: string } {
  const [catalog, name] = CATALOGS[object] ?? []
  if (catalog === undefined || name === undefined) throw new RangeError(`No catalog for ${object}`)
  return { catalog, name }
}
