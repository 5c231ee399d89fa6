import stringWidth from 'string-width'
import { truncate } from '../core/truncate.js'
import type { QueryResult, ResultRow } from './result-row.js'

export const ROW_FORMATS = ['table', 'json', 'ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export interface FormatOptions {
  readonly format: RowFormat
  /** Heading style of a table; plain by default. */
  readonly formatHeader?: (text: string) => string
  /** Told once, when a row has a column that the headings, already written, do not have. */
  readonly onUnlistedColumn?: (name: string) => void
  /** Told before the first row, when the answer is JSON and two columns have the same name: readers keep one of them. */
  readonly onDuplicateColumn?: (name: string) => void
  /** Told at the end. */
  readonly onEnd?: (rows: number) => void
}

/** How many rows are looked at to decide columns and widths. Everything after is streamed as it comes. */
const LOOK_AHEAD_ROWS = 200
/** A longer cell is cut in a table; JSON and CSV always have all of it. */
const MAX_CELL_WIDTH = 60

/** The text of a result, piece by piece, in bounded memory however many rows there are. */
export async function* formatRows(result: QueryResult, options: FormatOptions): AsyncGenerator<string> {
  const { columns = [] } = result
  const twice = columns.find((name, i) => columns.indexOf(name) < i)
  if (twice !== undefined && ['json', 'ndjson'].includes(options.format)) options.onDuplicateColumn?.(twice)
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
  const cellsOf = createCellReader(columns, result.columns !== undefined, options.onUnlistedColumn)
  const line =
    options.format === 'csv' ? formatCsvLine : createTableLineFormatter(columns, ahead.map(cellsOf))
  const heading =
    options.format === 'csv' ? (text: string): string => text : (options.formatHeader ?? ((text) => text))
  yield heading(line(columns))
  for (const row of ahead) yield line(cellsOf(row))
  for (let next = await rows.next(); next.done !== true; next = await rows.next())
    yield line(cellsOf(next.value))
}

/** The text of a value; null for NULL, undefined for a field that the item or document does not have. */
type Cell = string | null | undefined

/** SQL rows all have the same columns by position; items and documents are looked up by name. */
function createCellReader(
  columns: readonly string[],
  byPosition: boolean,
  onLateColumn: ((name: string) => void) | undefined,
): (row: ResultRow) => readonly Cell[] {
  if (byPosition) return (row) => columns.map((_, i) => row.text(i))
  const known = new Set(columns)
  return (row) => {
    const at = new Map(row.names.map((name, i) => [name, i]))
    for (const name of row.names) {
      if (known.has(name)) continue
      known.add(name)
      onLateColumn?.(name)
    }
    return columns.map((column) => {
      const index = at.get(column)
      return index === undefined ? undefined : row.text(index)
    })
  }
}

/** RFC 4180, with the line ends of psql's --csv. */
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

/** One line per row: control characters, which could also drive the terminal, become visible signs. */
function formatTableCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (cell === null) return 'NULL'
  const line = cell.replace(/\p{Cc}/gu, (sign) => (sign === '\n' ? '⏎' : '·'))
  return truncate(line, MAX_CELL_WIDTH, stringWidth)
}
