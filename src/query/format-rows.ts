import stringWidth from 'string-width'
import { truncate } from '../core/truncate.js'
import type { QueryResult, ResultRow } from '../stores/contracts/query.js'

export const ROW_FORMATS = ['table', 'json', 'ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export interface FormatOptions {
  readonly format: RowFormat
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
/** Longer cells are truncated in tables. JSON and CSV contain them in full. */
const MAX_CELL_WIDTH = 60

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
  if (options.format === 'json') yield* formatJsonDocument(counted())
  else if (options.format === 'ndjson') yield* formatNdjson(counted())
  else yield* formatColumns({ ...result, rows: counted() }, options)
  options.onEnd?.(count)
}

async function* formatJsonDocument(rows: AsyncIterable<ResultRow>): AsyncGenerator<string> {
  const start = '{\n  "items": ['
  let before = start
  for await (const row of rows) {
    yield `${before}\n    ${row.json()}`
    before = ','
  }
  yield before === start ? `${start}]\n}\n` : '\n  ]\n}\n'
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
  const columns = result.columns ?? [...new Set(ahead.flatMap((row) => row.names))]
  if (columns.length === 0) return
  const getCells = createCellReader(columns, result.columns !== undefined, options.onUnlistedColumn)
  const formatLine =
    options.format === 'csv' ? formatCsvLine : createTableLineFormatter(columns, ahead.map(getCells))
  const formatHeader =
    options.format === 'csv' ? (text: string): string => text : (options.formatHeader ?? ((text) => text))
  yield formatHeader(formatLine(columns))
  for (const row of ahead) yield formatLine(getCells(row))
  for (let next = await rows.next(); next.done !== true; next = await rows.next())
    yield formatLine(getCells(next.value))
}

/** The text of a value; null for NULL, undefined for a field that the item or document does not have. */
type Cell = string | null | undefined

/** Reads SQL rows by position, because all have the same columns, and items and documents by name. */
function createCellReader(
  columns: readonly string[],
  byPosition: boolean,
  onUnlistedColumn: ((name: string) => void) | undefined,
): (row: ResultRow) => readonly Cell[] {
  if (byPosition) return (row) => columns.map((_, i) => row.text(i))
  const known = new Set(columns)
  return (row) => {
    const indexes = new Map(row.names.map((name, i) => [name, i]))
    for (const name of row.names) {
      if (known.has(name)) continue
      known.add(name)
      onUnlistedColumn?.(name)
    }
    return columns.map((column) => {
      const index = indexes.get(column)
      return index === undefined ? undefined : row.text(index)
    })
  }
}

/** RFC 4180, but with newlines only, like psql's --csv. */
function formatCsvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => (cell == null ? '' : formatCsvCell(cell))).join(',')}\n`
}

function formatCsvCell(cell: string): string {
  return cell === '' || /[",\r\n]/.test(cell) || cell === '\\.' ? `"${cell.replaceAll('"', '""')}"` : cell
}

function createTableLineFormatter(
  columns: readonly string[],
  sample: readonly (readonly Cell[])[],
): (cells: readonly Cell[]) => string {
  const widths = columns.map((column, i) =>
    Math.max(stringWidth(column), ...sample.map((cells) => stringWidth(formatTableCell(cells[i])))),
  )
  return (cells) =>
    `${cells
      .map((cell, i) => {
        const text = formatTableCell(cell)
        return text + ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(text)))
      })
      .join('  ')
      .trimEnd()}\n`
}

/** Keeps each row on one line: control characters, which could also affect the terminal, become visible characters. */
function formatTableCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (cell === null) return 'NULL'
  const line = cell.replace(/\p{Cc}/gu, (character) => (character === '\n' ? '⏎' : '·'))
  return truncate(line, MAX_CELL_WIDTH, stringWidth)
}
