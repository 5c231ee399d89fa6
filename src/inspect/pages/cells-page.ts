import type { Cell, Page, PaneColumn, Row, RowDetail } from './page.js'

/** What is drawn says nothing as a text. */
const BAR = /^\s*━*\s*$/

interface RowPlace {
  readonly page: Page
  readonly columns: readonly PaneColumn[] | undefined
  /** What a row of the pane is: `Log entry`. */
  readonly rowName?: string | undefined
}

/** All of a row: its cells and details, one below the other, in as many lines as they need. */
export function createCellsPage({ page, columns, rowName = 'Row' }: RowPlace, row: Row): Page {
  const { cells, details = [], value, id, traceId } = row
  const signs =
    columns === undefined
      ? 0
      : Math.max(
          0,
          columns.findIndex(({ name }) => name !== ''),
        )
  const sign = cells.slice(0, signs).map(({ text }) => text.trim())
  return {
    address: page.address,
    isKept: true,
    title: [...sign, rowName].filter((text) => text !== '').join(' '),
    subtitle: page.title,
    panes: [
      {
        name: rowName,
        wraps: true,
        rows: [
          ...(columns === undefined ? [toUnnamedRow(cells)] : listNamedRows(cells, columns, signs)),
          ...details.map(toDetailRow),
        ],
      },
    ],
    origin: page.origin,
    ...(value === undefined ? {} : { value }),
    ...(id === undefined ? {} : { id }),
    ...(traceId === undefined ? {} : { traceId }),
  }
}

/** The first cell is a sign or a name. */
function toUnnamedRow([first, ...others]: readonly Cell[]): Row {
  if (first === undefined || others.length === 0) return { cells: first === undefined ? [] : [first] }
  const text = others.map((cell) => cell.text.trim()).join('  ')
  return { cells: [first, { text }], id: text }
}

function listNamedRows(
  cells: readonly Cell[],
  columns: readonly PaneColumn[],
  signs: number,
): readonly Row[] {
  return cells.flatMap((cell, i) =>
    i < signs || BAR.test(cell.text)
      ? []
      : [toNamedRow(columns[i]?.name.toLowerCase() ?? '', { ...cell, text: cell.text.trim() })],
  )
}

function toNamedRow(name: string, cell: Cell): Row {
  return { cells: [{ text: name, tone: 'accent' }, cell], id: cell.text }
}

function toDetailRow({ name, text, target }: RowDetail): Row {
  return { ...toNamedRow(name, { text }), ...(target === undefined ? {} : { target }) }
}
