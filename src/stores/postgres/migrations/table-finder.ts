import type { Queryable } from '../client/queryable.js'
import { toStoredName } from '../sql/sql-reader.js'

/** Of tables that users have, without those of the migrator. */
const USER_TABLES = String.raw`FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'homemanager_ledger')`
const WITH_DATA = "c.relkind IN ('r', 'm') AND pg_relation_size(c.oid) > 0"

/** Finds tables, by the names in statements, and whether they have rows. */
export class TableFinder {
  readonly #client: Queryable
  readonly #everySchema: boolean
  #haveData: Promise<boolean> | undefined
  #changing: Promise<ReadonlySet<string>> | undefined

  /** `everySchema`: the statements change the search path, so that a name without a schema may be in any. */
  constructor(client: Queryable, everySchema: boolean) {
    this.#client = client
    this.#everySchema = everySchema
  }

  async find(name: string): Promise<readonly string[]> {
    const rows = await this.#query<{ oid: string }>(
      `SELECT to_regclass($1)::oid AS oid WHERE to_regclass($1) IS NOT NULL
       UNION SELECT c.oid ${USER_TABLES} AND $2 AND c.relname = $3 AND c.relkind IN ('r', 'p', 'm', 'v')`,
      [name, this.#everySchema && !/^(?:"(?:[^"]|"")*"|[^".]+)\./.test(name), toStoredName(name)],
    )
    return rows.map(({ oid }) => oid)
  }

  async readColumnType(oid: string, column: string): Promise<string | undefined> {
    const [row] = await this.#query<{ type: string }>(
      `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = $1 AND attname = $2 AND attnum > 0 AND NOT attisdropped`,
      [oid, column],
    )
    return row?.type
  }

  /** The tables with foreign keys to a table, and to those. */
  async listReferring(oid: string): Promise<readonly { readonly oid: string; readonly name: string }[]> {
    return this.#query<{ oid: string; name: string }>(
      `WITH RECURSIVE referring AS (
         SELECT $1::oid AS oid
         UNION SELECT k.conrelid FROM pg_constraint k JOIN referring r ON k.confrelid = r.oid WHERE k.contype = 'f'
       ) SELECT oid, oid::regclass::text AS name FROM referring WHERE oid <> $1 ORDER BY name`,
      [oid],
    )
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
    return row.tuples > 0 ? `about ${Math.round(row.tuples)} rows, ${row.size}` : row.size
  }

  async countInSchema(schema: string): Promise<number> {
    const [row] = await this.#query<{ tables: string }>(
      `SELECT count(*) AS tables FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND ${WITH_DATA}`,
      [toStoredName(schema)],
    )
    return Number(row?.tables ?? 0)
  }

  /** Whether a table with data has a column of the type, or of an array of it. */
  async useType(type: string): Promise<boolean> {
    return this.#useTypes('t.typname = $1', toStoredName(type))
  }

  async useExtension(extension: string): Promise<boolean> {
    const ofExtension = `EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e' AND e.extname = $1)`
    return this.#useTypes(ofExtension, toStoredName(extension))
  }

  async #useTypes(condition: string, name: string): Promise<boolean> {
    const rows = await this.#query(
      `SELECT FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
       JOIN pg_class c ON c.oid = a.attrelid WHERE ${condition} AND ${WITH_DATA} LIMIT 1`,
      [name],
    )
    return rows.length > 0
  }

  /** Whether one of the functions is of the users, and not declared to change nothing. Asked once: a file may have many calls. */
  async mayChange(names: readonly string[]): Promise<boolean> {
    this.#changing ??= this.#listChangingFunctions()
    const changing = await this.#changing
    return names.some((name) => changing.has(name))
  }

  async #listChangingFunctions(): Promise<ReadonlySet<string>> {
    const rows = await this.#query<{ name: string }>(
      `SELECT p.proname AS name
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
       WHERE p.provolatile = 'v' AND (
         p.proname = 'lo_unlink' OR p.proname LIKE 'dblink%'
         OR (n.nspname NOT IN ('pg_catalog', 'information_schema') AND l.lanname NOT IN ('c', 'internal'))
       )`,
      [],
    )
    return new Set(rows.map(({ name }) => name))
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
