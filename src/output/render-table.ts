import type { ChalkInstance } from 'chalk'
import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from './display-width.js'
import type { Column } from './output.js'
import { wrapText } from './wrap-text.js'

/** Columns are separated by two spaces. */
const GAP = 2
/** A column is not made narrower than this, unless its cells are shorter: a time stays on one line. */
const MIN_WIDTH = 16
/** Of the lines below a row, beginning at the first column with a header. */
const BELOW_INDENT = 2

/**
 * Renders rows in columns separated by two spaces, with bold headers. Colours do not count as width. If the table is wider than
 * `maxWidth`, cells are wrapped between words, never within them. Where that is not enough, columns of negative importance are
 * hidden, then cells that can be below their row move there, then further columns are hidden. A line below the table names them. The first column with a header
 * is always shown.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: ChalkInstance,
  maxWidth = Infinity,
): string {
  const all = [
    columns.map((column) => style.bold(column.header)),
    ...rows.map((row) => columns.map((column) => column.cell(row, style))),
  ].map((line) => line.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')))
  const sizes = columns.map((_, i) => measureColumn(all.map((line) => line[i] ?? '')))
  const { shown, below } = selectColumns(columns, sizes, maxWidth)
  const pick = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => shown.has(i))
  const widths = fitWidths(pick(sizes), maxWidth)
  const aligns = pick(columns).map(({ align = 'left' }) => align)
  const indent = BELOW_INDENT + (columns[0]?.header === '' && shown.has(0) ? (widths[0] ?? 0) + GAP : 0)
  const table = all.flatMap((line, row) => [
    ...wrapCells(pick(line), widths).map((cells) =>
      cells
        .map((cell, i) => padCell(cell, widths[i] ?? 0, aligns[i] ?? 'left'))
        .join(' '.repeat(GAP))
        .trimEnd(),
    ),
    ...(row === 0
      ? []
      : below.flatMap((i) => {
          const lines = renderBelow(columns[i]?.header ?? '', line[i] ?? '', maxWidth - indent, style)
          return lines.map((each) => `${' '.repeat(indent)}${each}`)
        })),
  ])
  const hidden = columns
    .filter(({ header }, i) => !shown.has(i) && !below.includes(i) && header !== '')
    .map(({ header }) => header)
  const note = `Not shown: ${hidden.join(', ')}. Widen the terminal or use --json.`
  return [...table, ...(hidden.length === 0 ? [] : [style.dim(note)])].join('\n')
}

/** A cell with the name of its column, on lines of its own. A word that does not fit beside the name stands alone. */
function renderBelow(
  header: string,
  cell: string,
  maxWidth: number,
  style: ChalkInstance,
): readonly string[] {
  if (cell === '') return []
  const label = header === '' ? '' : `${style.dim(`${header.toLowerCase()}:`)} `
  const isLongWord = !stripVTControlCharacters(cell).includes(' ') && displayWidth(label + cell) > maxWidth
  return wrapText(`${isLongWord ? '' : label}${cell}`, maxWidth, { indent: GAP }).split('\n')
}

interface ColumnSize {
  readonly width: number
  /** The width to which it may be wrapped. */
  readonly least: number
}

function measureColumn(cells: readonly string[]): ColumnSize {
  const width = Math.max(0, ...cells.map((cell) => displayWidth(cell)))
  const words = cells.flatMap((cell) => stripVTControlCharacters(cell).split(' '))
  return { width, least: Math.max(Math.min(width, MIN_WIDTH), ...words.map((word) => displayWidth(word))) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

interface ColumnSelection {
  readonly shown: ReadonlySet<number>
  /** The indexes of the columns whose cells are below the rows. */
  readonly below: readonly number[]
}

/** The indexes of the columns that fit: without the least important ones, of equal ones without the last. */
function selectColumns(
  columns: readonly Pick<Column<unknown>, 'header' | 'importance' | 'canBeBelow'>[],
  sizes: readonly ColumnSize[],
  maxWidth: number,
): ColumnSelection {
  const named = columns.findIndex(({ header }) => header !== '')
  const shown = new Set(columns.keys())
  const fits = (indexes: ReadonlySet<number>): boolean =>
    sum([...indexes].map((i) => sizes[i]?.least ?? 0)) + GAP * (indexes.size - 1) <= maxWidth
  const removeUntilFits = (order: readonly number[]): readonly number[] => {
    const removed: number[] = []
    for (const i of order) {
      if (fits(shown)) break
      shown.delete(i)
      removed.unshift(i)
    }
    return removed
  }
  const others = columns.map(({ importance = 0, canBeBelow = false }, i) => ({ importance, canBeBelow, i }))
  const removable = others.filter(({ i }) => i > named)
  const byImportance = removable
    .filter(({ canBeBelow }) => !canBeBelow)
    .toSorted((a, b) => a.importance - b.importance || b.i - a.i)
  const isNegligible = ({ importance }: { readonly importance: number }): boolean => importance < 0
  const negligible = removeUntilFits(byImportance.filter(isNegligible).map(({ i }) => i))
  const below = removeUntilFits(
    removable
      .filter(({ canBeBelow }) => canBeBelow)
      .map(({ i }) => i)
      .toReversed(),
  )
  const hidden = removeUntilFits(byImportance.filter((each) => !isNegligible(each)).map(({ i }) => i))
  // A narrow column may fit again, because a wider one had to go as well.
  for (const i of [...hidden, ...below, ...negligible]) if (fits(new Set([...shown, i]))) shown.add(i)
  return { shown, below: below.filter((i) => !shown.has(i)) }
}

/** The lines of a row whose cells may be wider than their columns. */
function wrapCells(cells: readonly string[], widths: readonly number[]): readonly (readonly string[])[] {
  const wrapped = cells.map((cell, i) => wrapText(cell, widths[i] ?? 0).split('\n'))
  const height = Math.max(1, ...wrapped.map(({ length }) => length))
  return Array.from({ length: height }, (_, at) => wrapped.map((lines) => lines[at] ?? ''))
}

/** The widest columns become narrower, down to their longest words. */
function fitWidths(sizes: readonly ColumnSize[], maxWidth: number): readonly number[] {
  const widths = sizes.map(({ width }) => width)
  const available = maxWidth - GAP * (sizes.length - 1)
  while (sum(widths) > available) {
    const shrinkable = widths.map((width, i) => (width > (sizes[i]?.least ?? 0) ? width : 0))
    const widest = Math.max(...shrinkable)
    if (widest === 0) break
    widths[shrinkable.lastIndexOf(widest)] = widest - 1
  }
  return widths
}

function padCell(cell: string, width: number, align: 'left' | 'right'): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cell)))
  return align === 'left' ? cell + padding : padding + cell
}
