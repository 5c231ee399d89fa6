import { truncate } from '../core/truncate.js'
import { displayWidth } from '../output/display-width.js'
import { escapeControlCharacters } from '../output/escape-control-characters.js'
import { fitColumns } from './fit-columns.js'

/** The text of a value; null for NULL, undefined for a field that the item or document does not have. */
export type Cell = string | null | undefined

/** How rows become text. */
export interface Layout {
  readonly header: string
  readonly formatRow: (cells: readonly Cell[]) => string
}

export interface LayoutOptions {
  readonly maxWidth?: number
  readonly maxCellWidth?: number
  readonly formatHeader?: (text: string) => string
  readonly onHiddenColumns?: (names: readonly string[]) => void
  readonly onCutValue?: () => void
}

/** Longer cells are truncated in tables. JSON and CSV contain them in full. */
const MAX_CELL_WIDTH = 60

/** RFC 4180, but with newlines only, like psql's --csv. */
export function createCsvLayout(columns: readonly string[]): Layout {
  return { header: formatCsvLine(columns), formatRow: formatCsvLine }
}

function formatCsvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => (cell == null ? '' : formatCsvCell(cell))).join(',')}\n`
}

function formatCsvCell(cell: string): string {
  return cell === '' || /[",\r\n]/.test(cell) || cell === '\\.' ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** One line per row. Rows after the sample do not change the widths. */
export function createTableLayout(
  columns: readonly string[],
  sample: readonly (readonly Cell[])[],
  { maxWidth = Infinity, maxCellWidth = MAX_CELL_WIDTH, ...options }: LayoutOptions,
): Layout {
  const texts = sample.map((cells) =>
    cells.map((cell) => truncate(formatCell(cell), maxCellWidth, displayWidth)),
  )
  const shown = fitColumns(
    columns.map((column, i) => ({
      name: column,
      width: Math.max(displayWidth(column), ...texts.map((cells) => displayWidth(cells[i] ?? ''))),
    })),
    maxWidth,
  )
  const hidden = columns.filter((_, i) => shown[i] === undefined)
  if (hidden.length > 0) options.onHiddenColumns?.(hidden)
  const formatLine = (cells: readonly Cell[]): string =>
    `${cells
      .flatMap((cell, i) => {
        const width = shown[i]
        if (width === undefined) return []
        const whole = formatCell(cell)
        const text = truncate(whole, Math.max(width, maxWidth === Infinity ? maxCellWidth : 0), displayWidth)
        if (text !== whole) options.onCutValue?.()
        return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
      })
      .join('  ')
      .trimEnd()}\n`
  const formatHeader = options.formatHeader ?? ((text: string) => text)
  return { header: formatHeader(formatLine(columns)), formatRow: formatLine }
}

/** One line per column, as `\\x` of psql. Fields that a document does not have are omitted. */
export function createVerticalLayout(columns: readonly string[]): Layout {
  const width = Math.max(...columns.map((column) => displayWidth(column)))
  let count = 0
  return {
    header: '',
    formatRow(cells) {
      const lines = cells.flatMap((cell, i) => {
        const column = escapeControlCharacters(columns[i] ?? '')
        return cell === undefined
          ? []
          : [`${column}${' '.repeat(Math.max(0, width - displayWidth(column)))} | ${formatCell(cell)}`]
      })
      return [`-[ ${++count} ]${'-'.repeat(Math.max(0, width - 4))}`, ...lines, ''].join('\n')
    },
  }
}

/** Keeps each value on one line: control characters, which could also affect the terminal, become visible characters. */
function formatCell(cell: Cell): string {
  if (cell === undefined) return ''
  return cell === null ? 'NULL' : escapeControlCharacters(cell)
}
