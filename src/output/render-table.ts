import type { ChalkInstance } from 'chalk'
import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from './display-width.js'
import type { Column } from './output.js'
import { wrapText } from './wrap-text.js'

/** Columns are separated by two spaces. */
const GAP = 2
/** Columns up to this width are wrapped last. */
const SHORT_WIDTH = 12
/** A column is not made narrower than this, unless its cells are shorter. */
const MIN_WIDTH = 6

/**
 * Renders rows in columns separated by two spaces, with bold headers. Colours do not count as width. If the table is wider than
 * `maxWidth`, cells are wrapped between words, and where that is not enough, within them.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: ChalkInstance,
  maxWidth = Infinity,
): string {
  const lines = [
    columns.map((column) => style.bold(column.header)),
    ...rows.map((row) => columns.map((column) => column.cell(row, style))),
  ].map((line) => line.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')))
  const widths = fitWidths(lines, columns.length, maxWidth)
  return lines
    .flatMap((line) => wrapCells(line, widths))
    .map((line) =>
      line
        .map((cell, i) => padCell(cell, widths[i] ?? 0, columns[i]?.align ?? 'left'))
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .join('\n')
}

/** The lines of a row whose cells may be wider than their columns. */
function wrapCells(cells: readonly string[], widths: readonly number[]): readonly (readonly string[])[] {
  const wrapped = cells.map((cell, i) => wrapText(cell, widths[i] ?? 0, { breakWords: true }).split('\n'))
  const height = Math.max(1, ...wrapped.map(({ length }) => length))
  return Array.from({ length: height }, (_, at) => wrapped.map((lines) => lines[at] ?? ''))
}

/** The widest columns become narrower: first down to their longest words, then further. */
function fitWidths(
  lines: readonly (readonly string[])[],
  count: number,
  maxWidth: number,
): readonly number[] {
  const measure = (getWidth: (cell: string) => number): number[] =>
    Array.from({ length: count }, (_, i) => Math.max(0, ...lines.map((line) => getWidth(line[i] ?? ''))))
  const widths = measure(displayWidth)
  const available = maxWidth - GAP * (count - 1)
  if (widths.reduce((sum, width) => sum + width, 0) <= available) return widths
  const longest = measure((cell) =>
    Math.max(
      ...stripVTControlCharacters(cell)
        .split(' ')
        .map((word) => displayWidth(word)),
    ),
  )
  const words = widths.map((width, i) => (width <= SHORT_WIDTH ? width : (longest[i] ?? 0)))
  for (const least of [words, words.map((width) => Math.min(width, MIN_WIDTH))]) {
    while (widths.reduce((sum, width) => sum + width, 0) > available) {
      const shrinkable = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0))
      const widest = Math.max(...shrinkable)
      if (widest === 0) break
      widths[shrinkable.lastIndexOf(widest)] = widest - 1
    }
  }
  return widths
}

function padCell(cell: string, width: number, align: 'left' | 'right'): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cell)))
  return align === 'left' ? cell + padding : padding + cell
}
