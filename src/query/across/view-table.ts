import { getFieldValue } from '../../domain/entities/references.js'
import type { PlainRecord } from '../../domain/entities/entity.js'
import type { ViewColumn } from '../../stores/contracts/view-reader.js'
import { type DuckdbSession, quote } from './session.js'
import { getScale, toSqlText } from './to-sql-text.js'
import { POSITION_PATH, type SqlView } from './views.js'

/** The most rows of a chunk of DuckDB. */
const CHUNK_ROWS = 2048
/** Money has cents. A column with more precise values has their precision. */
const DEFAULT_SCALE = 2
const MAX_SCALE = 18

/** The records of a view in DuckDB: a table with texts, and the view, which converts them to the columns' types. */
export class ViewTable {
  readonly view: SqlView
  readonly #session: DuckdbSession
  readonly #scales = new Map<ViewColumn, number>()
  /** The number of values that are not of their column's type, and are NULL. */
  readonly invalid = new Map<string, number>()
  rows = 0
  /** The columns that are read; the others are NULL, because the query does not use them. */
  #read: readonly ViewColumn[] = []

  constructor(session: DuckdbSession, view: SqlView) {
    this.#session = session
    this.view = view
  }

  get #table(): string {
    return `records.${quote(this.view.name, '"')}`
  }

  /** Creates the empty table and the view. */
  async create(columns: readonly ViewColumn[]): Promise<void> {
    this.#read = columns
    const names = columns.map(({ name }) => `${quote(name, '"')} VARCHAR`)
    await this.#session.connection.run(
      `CREATE SCHEMA IF NOT EXISTS records; CREATE OR REPLACE TABLE ${this.#table} (${[...names, '"#" BOOLEAN'].join(', ')})`,
    )
    await this.defineView()
  }

  /** Defines the view, with the precision of the values that were added. */
  async defineView(): Promise<void> {
    const expressions = this.view.columns.map((column) => {
      const name = quote(column.name, '"')
      const type = this.toType(column)
      return `${this.#read.includes(column) ? `TRY_CAST(${name} AS ${type})` : `CAST(NULL AS ${type})`} AS ${name}`
    })
    await this.#session.connection.run(
      `CREATE OR REPLACE VIEW main.${quote(this.view.name, '"')} AS SELECT ${expressions.join(', ')} FROM ${this.#table}`,
    )
  }

  toType(column: ViewColumn): string {
    return column.type === 'DECIMAL'
      ? `DECIMAL(38, ${this.#scales.get(column) ?? DEFAULT_SCALE})`
      : column.type
  }

  /** Adds records: rows, or the elements of their lists. */
  async add(records: readonly PlainRecord[]): Promise<void> {
    const { duckdb, connection } = this.#session
    const columns = this.#read
    const rows = this.view.unnested === undefined ? records : records.flatMap((each) => this.#unnest(each))
    if (rows.length === 0) return
    const appender = await connection.createAppender(this.view.name, 'records')
    const types = [...columns.map(() => duckdb.VARCHAR), duckdb.BOOLEAN]
    for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
      const part = rows.slice(at, at + CHUNK_ROWS)
      const chunk = duckdb.DuckDBDataChunk.create(types, part.length)
      chunk.setColumns([
        ...columns.map((column) => part.map((row) => this.#convert(column, row))),
        part.map(() => true),
      ])
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    this.rows += rows.length
  }

  #convert(column: ViewColumn, row: PlainRecord): string | null {
    const value = column.path in row ? row[column.path] : getFieldValue(row, column.path)
    const text = toSqlText(column, value)
    const scale = column.type === 'DECIMAL' && typeof text === 'string' ? getScale(text) : 0
    if (text === undefined || scale > MAX_SCALE) {
      this.invalid.set(column.name, (this.invalid.get(column.name) ?? 0) + 1)
      return null
    }
    if (scale > (this.#scales.get(column) ?? DEFAULT_SCALE)) this.#scales.set(column, scale)
    return text
  }

  #unnest(record: PlainRecord): readonly PlainRecord[] {
    const { unnested, columns } = this.view
    const list = unnested === undefined ? undefined : getFieldValue(record, unnested.path)
    if (unnested === undefined || !Array.isArray(list)) return []
    const shared = columns
      .filter((each) => !unnested.elementColumns.includes(each) && each.path !== POSITION_PATH)
      .map(({ path }): [string, unknown] => [path, getFieldValue(record, path)])
    return list.map((element: unknown, i) => ({
      ...(typeof element === 'object' ? element : {}),
      ...Object.fromEntries(shared),
      [POSITION_PATH]: i + 1,
    }))
  }

  /** The values of a column that are not NULL; undefined if there are more than `limit`. */
  async listValues(column: ViewColumn, limit: number): Promise<readonly string[] | undefined> {
    const name = quote(column.name, '"')
    const result = await this.#session.connection.runAndReadAll(
      `SELECT DISTINCT lower(${name}) FROM ${this.#table} WHERE ${name} IS NOT NULL LIMIT ${limit + 1}`,
    )
    const values = result.getRowsJson().flatMap(([value]) => (typeof value === 'string' ? value : []))
    return values.length > limit ? undefined : values
  }
}
