import { findClosestMatch } from '../core/closest-match.js'
import { HomeError } from '../core/home-error.js'
import { QUERY_ERRORS } from '../stores/contracts/query-errors.js'
import { createCellReader, listNames } from './read-cells.js'
import { createCsvLayout, createTableLayout, createVerticalLayout } from './row-layouts.js'
import type { QueryResult, ResultRow } from '../stores/contracts/query.js'

export const ROW_FORMATS = ['table', 'vertical', 'json', 'ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export interface FormatOptions {
  readonly format: RowFormat
  /** The columns to show, in this order. Not for JSON. Default: all. */
  readonly columns?: readonly string[]
  /** The width of the terminal. A table that is wider has shorter cells, then fewer columns. */
  readonly maxWidth?: number
  /** Longer cells of a table are truncated. Default 60. */
  readonly maxCellWidth?: number
  /** Called with the columns that a table has no space for. */
  readonly onHiddenColumns?: (names: readonly string[]) => void
  /** Called for each value of a table that is truncated. */
  readonly onCutValue?: () => void
  /** Style of a table's header row. Default: plain. */
  readonly formatHeader?: (text: string) => string
  /** Called once for each column that is missing in the header row, because that row is already written. */
  readonly onUnlistedColumn?: (name: string) => void
  /** Called before the first row if the format is JSON and two columns have the same name: parsers keep only one of them. */
  readonly onDuplicateColumn?: (name: string) => void
  /** Called at the end with the number of rows. */
  readonly onEnd?: (rows: number) => void
}

/** Number of rows that determine columns and widths. Further rows are streamed. */
const LOOK_AHEAD_ROWS = 200

/** Formats a result as a stream of strings. Memory use does not depend on the number of rows. */
export async function* formatRows(result: QueryResult, options: FormatOptions): AsyncGenerator<string> {
  const { columns = [] } = result
  const duplicate = columns.find((name, i) => columns.indexOf(name) < i)
  if (duplicate !== undefined && ['json', 'ndjson'].includes(options.format))
    options.onDuplicateColumn?.(duplicate)
  let count = 0
  async function* counted(): AsyncGenerator<ResultRow> {
    for await (const row of result.rows) {
      count++
      yield row
    }
  }
  if (options.format === 'json') yield* formatJsonDocument(counted(), () => result.next?.())
  else if (options.format === 'ndjson') yield* formatNdjson(counted())
  else yield* formatColumns({ ...result, rows: counted() }, options)
  options.onEnd?.(count)
}

async function* formatJsonDocument(
  rows: AsyncIterable<ResultRow>,
  getNext: () => string | undefined,
): AsyncGenerator<string> {
  const start = '{\n  "items": ['
  let before = start
  for await (const row of rows) {
    yield `${before}\n    ${row.json()}`
    before = ','
  }
  const next = getNext()
  const rest = next === undefined ? '' : `,\n  "next": ${JSON.stringify(next)}`
  yield before === start ? `${start}]${rest}\n}\n` : `\n  ]${rest}\n}\n`
}

async function* formatNdjson(rows: AsyncIterable<ResultRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${row.json()}\n`
}

async function* formatColumns(result: QueryResult, options: FormatOptions): AsyncGenerator<string> {
  const rows = result.rows[Symbol.asyncIterator]()
  const ahead: ResultRow[] = []
  while (ahead.length < LOOK_AHEAD_ROWS) {
    const next = await rows.next()
    if (next.done === true) break
    ahead.push(next.value)
  }
  const all = result.columns ?? listNames(ahead, result.selected)
  const columns = options.columns ?? all
  if (columns.length === 0) return
  const unknown = columns.find((name) => !all.includes(name))
  if (unknown !== undefined && ahead.length > 0) throw unknownColumnError(unknown, all)
  const getCells = createCellReader(
    all,
    columns,
    result.columns !== undefined,
    options.columns === undefined ? options.onUnlistedColumn : undefined,
  )
  const layout = { csv: createCsvLayout, vertical: createVerticalLayout, table: createTableLayout }[
    options.format === 'csv' || options.format === 'vertical' ? options.format : 'table'
  ](columns, ahead.map(getCells), options)
  yield layout.header
  for (const row of ahead) yield layout.formatRow(getCells(row))
  for (let next = await rows.next(); next.done !== true; next = await rows.next())
    yield layout.formatRow(getCells(next.value))
}

function unknownColumnError(name: string, all: readonly string[]): HomeError {
  const guess = findClosestMatch(name, all)
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `The result has no column ${name}.`,
    detail: `Columns: ${all.join(', ')}.`,
    ...(guess === undefined ? {} : { suggestion: `Did you mean ${guess}?` }),
  })
}
