import { formatCount } from '../../../core/format-count.js'
import type { Queryable } from '../client/queryable.js'
import { type ExistingRelation, PlannedNames } from './planned-names.js'

/** Of tables that users have, without those of the migrator. */
const USER_TABLES = String.raw`FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'homemanager_ledger')`
const SMALL_BYTES = 8 * 1024 * 1024
const WITH_DATA = "c.relkind IN ('r', 'm') AND pg_relation_size(c.oid) > 0"

/** Reads from the catalog which tables there are, whether they have rows. */
export class TableFinder {
  readonly #client: Queryable
  #haveData: Promise<boolean> | undefined

  constructor(client: Queryable) {
    this.#client = client
  }

  /** All tables and views by their current names. `everySchema`: a name without a schema may be in any. */
  async readNames(everySchema: boolean): Promise<PlannedNames> {
    const relations = await this.#query<ExistingRelation>(
      `SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind IN ('r', 'm') AS "isStored"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_(toast|temp)'`,
      [],
    )
    const [found] = await this.#query<{
      schemas: readonly string[]
      path: readonly string[]
      namesTemporary: boolean
    }>(
      `SELECT array_agg(nspname::text) AS schemas, current_setting('search_path') ~* 'pg_temp' AS "namesTemporary",
         current_schemas(false)::text[] || ARRAY[current_user::text, 'pg_catalog'] AS path FROM pg_namespace`,
      [],
    )
    // Temporary tables are not searched first then.
    const isAny = everySchema || found?.namesTemporary === true
    return new PlannedNames(found?.schemas ?? [], relations, isAny ? undefined : found?.path)
  }

  async readColumnType(oid: string, column: string): Promise<string | undefined> {
    const [row] = await this.#query<{ type: string }>(
      `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = $1 AND attname = $2 AND attnum > 0 AND NOT attisdropped`,
      [oid, column],
    )
    return row?.type
  }

  /** Whether a column is NULL in some rows: reads a small table, and the statistics of ANALYZE for another one. */
  async hasNulls(oid: string, column: string): Promise<boolean> {
    const [table] = await this.#query<{ name: string; column: string; small: boolean; known: boolean }>(
      `SELECT c.oid::regclass::text AS name, quote_ident(a.attname) AS column,
         (
           WITH RECURSIVE parts AS (
             SELECT c.oid UNION SELECT inhrelid FROM pg_inherits JOIN parts ON inhparent = parts.oid
           )
           SELECT sum(pg_relation_size(oid)) FROM parts
         ) <= ${SMALL_BYTES} AS small,
         EXISTS (
           SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname
             AND s.attname = a.attname AND s.null_frac > 0
         ) AS known
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.oid = $1 AND c.relkind IN ('r', 'p') AND a.attname = $2 AND a.attnum > 0 AND NOT a.attisdropped`,
      [oid, column],
    )
    if (table === undefined || !table.small) return table?.known ?? false
    const nulls = `SELECT FROM ${table.name} WHERE ${table.column} IS NULL LIMIT 1`
    return (await this.#query(nulls, [])).length > 0
  }

  /** The quoted name of a table that can be read completely. */
  async findSmallTable(oid: string): Promise<string | undefined> {
    const [table] = await this.#query<{ name: string }>(
      `WITH RECURSIVE parts AS (
         SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN parts ON inhparent = parts.oid
       ) SELECT $1::oid::regclass::text AS name FROM parts HAVING sum(pg_relation_size(oid)) <= ${SMALL_BYTES}`,
      [oid],
    )
    return table?.name
  }

  /** False if it would be read to its end to find out, or if a new column may get its value from the default of a domain. */
  async hasRows(oid: string): Promise<boolean> {
    const [table] = await this.#query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE c.oid = $1 AND c.relkind IN ('r', 'p') AND (c.reltuples > 0 OR pg_relation_size(c.oid) <= ${SMALL_BYTES})
         AND NOT EXISTS (
           SELECT FROM pg_type WHERE typtype = 'd' AND typdefault IS NOT NULL
             AND typnamespace <> 'information_schema'::regnamespace
         )`,
      [oid],
    )
    if (table === undefined) return false
    return (await this.#query(`SELECT FROM ${table.name} LIMIT 1`, [])).length > 0
  }

  /** With its partitions; `undefined` if there is no row. The rows of a view are elsewhere. */
  async describeContents(oid: string): Promise<string | undefined> {
    const [row] = await this.#query<{ size: string; bytes: string; tuples: number; isView: boolean }>(
      `WITH RECURSIVE parts AS (
         SELECT $1::oid AS oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN parts p ON i.inhparent = p.oid
       ) SELECT pg_size_pretty(sum(pg_table_size(c.oid))) AS size, sum(pg_relation_size(c.oid)) AS bytes,
         sum(greatest(c.reltuples, 0)) AS tuples, bool_or(c.relkind IN ('v', 'f')) AS "isView"
       FROM parts JOIN pg_class c USING (oid)`,
      [oid],
    )
    if (row === undefined) return undefined
    if (row.isView) return (await this.haveData()) ? 'a view' : undefined
    if (Number(row.bytes) === 0) return undefined
    return row.tuples > 0 ? `about ${formatCount(Math.round(row.tuples), 'row')}, ${row.size}` : row.size
  }

  /** Whether any table has rows. */
  async haveData(): Promise<boolean> {
    this.#haveData ??= this.#query(`SELECT ${USER_TABLES} AND ${WITH_DATA} LIMIT 1`, []).then(
      ({ length }) => length > 0,
    )
    return this.#haveData
  }

  async #query<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { rows } = await this.#client.query<Row>(text, [...values])
    return rows
  }
}
