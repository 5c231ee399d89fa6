import type { Cell, Page, PaneRows, Row } from '../../inspect/pages/page.js'
import { createCellReader, listNames } from '../../query/read-cells.js'
import type { Cell as Value } from '../../query/row-layouts.js'
import type { QueryResult, ResultRow } from '../../stores/contracts/query.js'

const PAGE_SIZE = 200
/** What is copied as the id of a row. Default: its first value. */
const ID_NAMES: ReadonlySet<string> = new Set(['id', '_id'])

/** A row of a result. */
export interface QueryRow {
  /** The first one is 1. */
  readonly number: number
  readonly columns: readonly string[]
  /** By column; undefined: the record has no such field. */
  readonly values: readonly Value[]
  readonly json: unknown
}

export type OpenRow = (row: QueryRow) => Promise<Page>

/** Rows of a result, and its columns so far. */
type ReadRows = PaneRows & { readonly read: readonly QueryRow[] }

/** Reads the rows of a result, page by page. Each value is in the column of its name. */
export async function readRows(
  result: QueryResult,
  signal: AbortSignal,
  openRow: OpenRow,
): Promise<ReadRows> {
  const rows = result.rows[Symbol.asyncIterator]()
  // A result that is not read to its end keeps a connection.
  signal.addEventListener('abort', () => void rows.return?.(), { once: true })
  const readPage = async (before: readonly string[] | undefined, count: number): Promise<ReadRows> => {
    const page = await takeRows(rows)
    const columns = result.columns ?? listNames(page, before ?? result.selected)
    const getValues = createCellReader(columns, columns, result.columns !== undefined)
    const read = page.map((row, i) => ({
      number: count + i + 1,
      columns,
      values: getValues(row),
      json: JSON.parse(row.json()) as unknown,
    }))
    return {
      read,
      rows: read.map((row) => toRow(row, openRow)),
      columns: columns.map((name) => ({ name })),
      ...(page.length < PAGE_SIZE
        ? {}
        : { more: { read: async () => readPage(columns, count + page.length) } }),
    }
  }
  return readPage(undefined, 0)
}

async function takeRows(rows: AsyncIterator<ResultRow>): Promise<readonly ResultRow[]> {
  const taken: ResultRow[] = []
  while (taken.length < PAGE_SIZE) {
    const next = await rows.next()
    if (next.done === true) break
    taken.push(next.value)
  }
  return taken
}

function toRow(row: QueryRow, openRow: OpenRow): Row {
  return {
    cells: row.values.map(toCell),
    id: findRowId(row),
    value: row.json,
    page: async () => openRow(row),
  }
}

/** A field that a record does not have is an empty cell. */
function toCell(value: Value): Cell {
  return value === null ? { text: 'NULL', tone: 'quiet' } : { text: value ?? '' }
}

export function findRowId({ columns, values }: QueryRow): string {
  const index = columns.findIndex((name) => ID_NAMES.has(name))
  return values[index] ?? values.find((value) => value != null) ?? ''
}
