import type { Queryable } from '../client/queryable.js'

/** A foreign key that deletes or changes rows with those that they refer to. */
export interface CascadingKey {
  readonly name: string
  /** The OID of the table that refers. */
  readonly oid: string
  /** Quoted if necessary, with its schema unless it is in the search path. */
  readonly table: string
  readonly schema: string
  /** ON DELETE CASCADE; otherwise SET NULL or SET DEFAULT. */
  readonly deletes: boolean
  /** That the table has no rows is certain. */
  readonly isEmpty: boolean
}

/** Foreign keys with ON DELETE actions to tables, and to those whose rows they delete. `oids` are those of the tables. */
export async function listCascadingKeys(
  client: Queryable,
  oids: readonly string[],
): Promise<readonly CascadingKey[]> {
  const { rows } = await client.query<CascadingKey>(
    `WITH RECURSIVE removed AS (
       SELECT oid FROM unnest($1::oid[]) AS oid
       UNION SELECT k.conrelid FROM pg_constraint k JOIN removed r ON k.confrelid = r.oid
         WHERE k.contype = 'f' AND k.confdeltype = 'c'
     )
     SELECT k.conname AS name, c.oid, c.oid::regclass::text AS table, n.nspname AS schema, k.confdeltype = 'c' AS deletes,
       c.relkind = 'r' AND pg_relation_size(c.oid) = 0 AS "isEmpty"
     FROM pg_constraint k JOIN removed r ON k.confrelid = r.oid JOIN pg_class c ON c.oid = k.conrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd') AND k.conparentid = 0 ORDER BY "table", name`,
    [oids],
  )
  return rows
}
