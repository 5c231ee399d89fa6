import type { ChalkInstance } from 'chalk'
import { displayWidth } from './display-width.js'
import type { Column } from './output.js'

/** Renders rows in columns separated by two spaces, with bold headers. Colours do not count as width. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: ChalkInstance,
): string {
  const lines = [
    columns.map((column) => style.bold(column.header)),
    ...rows.map((row) => columns.map((column) => column.cell(row, style))),
  ]
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => displayWidth(line[i] ?? ''))))
  return lines
    .map((line) =>
      line
        .map((cell, i) => padCell(cell, widths[i] ?? 0, columns[i]?.align ?? 'left'))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function padCell(cell: string, width: number, align: 'left' | 'right'): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cell)))
  return align === 'left' ? cell + padding : padding + cell
}
