import { countRows } from '../../../../inspect/pages/count-rows.js'
import type { Cell, PaneColumn, Row, Tone } from '../../../../inspect/pages/page.js'
import { displayWidth } from '../../../../output/display-width.js'
import type { Output } from '../../../../output/output.js'
import { wrapText } from '../../../../output/wrap-text.js'
import { escapeLine, fit, type Size } from './fit.js'
import {
  addLeastWidths,
  CELL_GAP,
  type ColumnLayout,
  layOutColumns,
  layOutInOrder,
  layOutScrolled,
  measureColumn,
  type MeasuredColumn,
  shortenIds,
  shortenTime,
  type Trailing,
} from './lay-out-columns.js'
import type { PaneView } from './pane-view.js'

type Style = Output['style']

interface PaneOptions {
  readonly style: Style
  readonly isActive: boolean
  readonly hasTitle: boolean
  /** What Enter searches for the text of the filter: `all users`. Undefined: nothing. */
  readonly searched: string | undefined
}

/** The mark of the selected row. */
const INDENT = 2
/** For what does not fit of the selected row, below a rule. */
const DETAIL_ROWS = 3
/** With fewer rows, there is no room for it. */
const MIN_ROWS_WITH_DETAILS = 10
/** Of the columns, for names beside wrapped texts. */
const MAX_NAMES_SHARE = 0.45
/** A name and a sign. */
const MAX_ALIGNED_CELLS = 2
const MAX_ALIGNED_WIDTH = 32
/** ISO 8601 in UTC. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
/** Widths are measured in the first rows only, so that they don't change while further rows are read. */
const MEASURED_ROWS = 200

const MEASURED = new WeakMap<
  PaneView,
  { readonly rows: number; readonly columns: readonly MeasuredColumn[] }
>()

/** The rows around the selected one, with the names of the columns. */
export function renderPane(view: PaneView, { columns, rows }: Size, options: PaneOptions): readonly string[] {
  const { style, isActive, hasTitle } = options
  const layout = layOut(view, columns - INDENT)
  const { visible } = view
  const title = hasTitle ? [renderTitle(view, isActive, style)] : []
  const header =
    view.columns === undefined ? [] : [style.dim(fit(joinHeader(view, view.columns, layout), columns))]
  if (isActive) {
    view.cutsCells = cutsCells(view, columns, layout)
    view.cutsRow = (row) => view.pane.wraps !== true && findCutCells(row, layout, columns).length > 0
  }
  const details = isActive ? renderDetails(view, { columns, rows }, layout, style) : []
  const height = Math.max(1, rows - title.length - header.length - details.length)
  view.scrollTo(height)
  const shown = visible.slice(view.top, view.top + height)
  const lines = shown.map((row, i) => {
    const isSelected = isActive && view.top + i === view.selected
    return renderRow(row, { columns: view.columns, layout, width: columns, isSelected, style })
  })
  const empty =
    visible.length > 0 || view.readsAutomatically
      ? []
      : wrapLine(describeEmpty(view, options), columns - 2).map((line) => style.dim(`  ${line}`))
  const filled = [...title, ...header, ...lines, ...empty]
  const free = Array.from({ length: Math.max(0, rows - filled.length - details.length) }, () => '')
  return [...filled, ...free, ...details].slice(0, rows)
}

function layOut(view: PaneView, available: number): ColumnLayout {
  const { columns, pane } = view
  if (columns === undefined) {
    const layout = pane.wraps ? alignNames(view, available) : alignCells(view)
    if (pane.wraps) view.wrapAt(available - layout.widths.reduce((sum, width) => sum + width + CELL_GAP, 0))
    return layout
  }
  const layout = layOutNamed(view, available)
  view.hidesColumns = view.firstColumn + layout.order.length < columns.length
  return layout
}

function layOutNamed(view: PaneView, available: number): ColumnLayout {
  const measured = measureColumns(view)
  if (view.pane.keepsOrder === true) return layOutInOrder(measured, available, view.firstColumn)
  const layout = layOutColumns(measured, available, measureTrailing(view))
  // The terminal may have become wider.
  if (layout.order.length === measured.length) view.firstColumn = 0
  return view.firstColumn === 0 ? layout : layOutScrolled(measured, layout, available, view.firstColumn)
}

/** Whether columns are hidden, or cells of any row do not fit. */
function cutsCells({ rows, pane, hidesColumns }: PaneView, columns: number, layout: ColumnLayout): boolean {
  if (pane.wraps === true) return false
  if (hidesColumns) return true
  return rows.slice(0, MEASURED_ROWS).some((row) => findCutCells(row, layout, columns).length > 0)
}

/** What does not fit of the selected row, and its further fields, below the rows. As many lines for each row, so that the rows do not move. */
function renderDetails(
  view: PaneView,
  { columns, rows }: Size,
  layout: ColumnLayout,
  style: Style,
): readonly string[] {
  const names = view.columns
  const row = view.selectedRow
  if (row === undefined || rows < MIN_ROWS_WITH_DETAILS || view.pane.wraps) return []
  const hasDetails = ({ details = [] }: Row): boolean => details.some(({ isMinor }) => isMinor !== true)
  if (!view.cutsCells && !view.rows.slice(0, MEASURED_ROWS).some(hasDetails)) return []
  const cut = findCutCells(row, layout, columns).map((i) => {
    const name = names?.[i]?.name ?? ''
    return `${name === '' ? '' : `${name.toLowerCase()}: `}${toColumnText(row.cells[i] ?? { text: '' }).trim()}`
  })
  const others = (row.details ?? [])
    .filter(({ isMinor }) => isMinor !== true)
    .map(({ name, text: each }) => `${name}: ${escapeLine(each.replaceAll(/\s+/g, ' ')).trim()}`)
  const text = [...cut, ...others]
    .join('  ')
    // Very long values are not wrapped completely.
    .slice(0, columns * (DETAIL_ROWS + 1))
  const lines = text === '' ? [] : wrapText(text, columns - INDENT).split('\n')
  const shown = lines.slice(0, DETAIL_ROWS)
  if (lines.length > DETAIL_ROWS) shown[DETAIL_ROWS - 1] = `${lines[DETAIL_ROWS - 1] ?? ''}…`
  const filled = [...shown, ...Array.from({ length: DETAIL_ROWS - shown.length }, () => '')]
  return [style.dim('┄'.repeat(columns)), ...filled.map((line) => fit(`  ${line}`, columns))]
}

/**
 * The indexes of the cells that are hidden, have shortened ids, or have text beyond the end of their column or of the line. A time
 * without its milliseconds says enough.
 */
function findCutCells(row: Row, layout: ColumnLayout, columns: number): readonly number[] {
  const order = listShownCells(row, layout)
  const last = order.at(-1)
  let start = INDENT
  const complete = new Set<number>()
  for (const i of order) {
    const cell = row.cells[i] ?? { text: '' }
    const text = shortenTime(toColumnText(cell), layout.timePart)
    const width = displayWidth(text)
    const columnWidth = i === last ? width : (layout.widths[i] ?? width)
    const isWhole = toShownText(cell, layout) === text
    if (isWhole && start + columnWidth <= columns && width <= columnWidth) complete.add(i)
    start += columnWidth + CELL_GAP
  }
  return [...row.cells.keys()].filter(
    (i) => !complete.has(i) && toColumnText(row.cells[i] ?? { text: '' }).trim() !== '',
  )
}

/** Cells without a column follow those that have one. */
function listShownCells({ cells }: Row, { order, widths }: ColumnLayout): readonly number[] {
  return [...order.filter((i) => i < cells.length), ...[...cells.keys()].slice(widths.length)]
}

function describeEmpty({ pane, rows, filter }: PaneView, { searched, isActive }: PaneOptions): string {
  if (rows.length === 0) return pane.empty ?? 'None.'
  return searched !== undefined && isActive
    ? `No rows match the filter. Enter searches ${searched} for "${escapeLine(filter)}".`
    : 'No rows match the filter.'
}

/** The words of a text in lines of this width. */
function wrapLine(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || displayWidth(`${last} ${word}`) > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function renderTitle({ pane, visible, hasMore }: PaneView, isActive: boolean, style: Style): string {
  const name = isActive
    ? style.bold.cyan(`▸ ${pane.name.toUpperCase()}`)
    : style.bold(`  ${pane.name.toUpperCase()}`)
  return `${name} ${style.dim(`${countRows(visible)}${hasMore ? '+' : ''}`)}`
}

interface RowOptions {
  readonly columns: readonly PaneColumn[] | undefined
  readonly layout: ColumnLayout
  readonly width: number
  readonly isSelected: boolean
  readonly style: Style
}

/** The selected row is marked by a sign, because there may be no colours. */
function renderRow(row: Row, { columns, layout, width, isSelected, style }: RowOptions): string {
  const order = listShownCells(row, layout)
  const cells = order.map((i) => {
    const cell = row.cells[i] ?? { text: '' }
    const text = columns === undefined ? escapeLine(cell.text) : toShownText(cell, layout)
    const isLast = i === order.at(-1)
    const padded =
      isLast && columns?.[i]?.align !== 'right'
        ? text
        : align(text, layout.widths[i] ?? displayWidth(text), columns?.[i])
    return isSelected ? padded : colour(padded, cell, style)
  })
  const line = `${isSelected ? '› ' : '  '}${cells.join('  ')}`
  return isSelected ? style.inverse(fit(line, width)) : fit(line, width)
}

/** Times of all columns have one format. */
function toColumnText({ text }: Cell): string {
  return TIME.test(text) ? text.slice(0, -1).replace('T', ' ') : escapeLine(text)
}

function toShownText(cell: Cell, { shortensIds, timePart }: ColumnLayout): string {
  const text = shortenTime(toColumnText(cell), timePart)
  return shortensIds ? shortenIds(text) : text
}

function align(text: string, width: number, column: PaneColumn | undefined): string {
  if (column?.align !== 'right') return fit(text, width)
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}

const TONES: Readonly<Record<Tone, (text: string, style: Style) => string>> = {
  good: (text, style) => style.green(text),
  warning: (text, style) => style.yellow(text),
  bad: (text, style) => style.red(text),
  quiet: (text, style) => style.dim(text),
  accent: (text, style) => style.cyan(text),
  strong: (text, style) => style.bold(text),
}

function colour(text: string, { tone }: Cell, style: Style): string {
  return tone === undefined ? text : TONES[tone](text, style)
}

/** Signs say that there are other columns. */
function joinHeader(
  { firstColumn, hidesColumns }: PaneView,
  columns: readonly PaneColumn[],
  { order, widths }: ColumnLayout,
): string {
  const names = order.map((i) => align(columns[i]?.name ?? '', widths[i] ?? 0, columns[i]))
  return (
    (firstColumn > 0 ? '‹ ' : '  ') +
    [...names.slice(0, -1), names.at(-1)?.trimEnd() ?? ''].join('  ') +
    (hidesColumns ? ' …' : '')
  )
}

/** Of cells without columns, whose last ones are wrapped. */
function alignNames({ rows }: PaneView, available: number): ColumnLayout {
  const names = rows.filter(({ cells }) => cells.length > 1).map(({ cells: [name] }) => name?.text ?? '')
  if (names.length === 0) return { order: [], widths: [], shortensIds: false }
  const longest = Math.max(...names.map((name) => displayWidth(escapeLine(name))))
  return {
    order: [0],
    widths: [Math.min(longest, Math.floor(available * MAX_NAMES_SHARE))],
    shortensIds: false,
  }
}

/** Of cells without columns, names and signs at the beginning of the rows are below each other, if they are short. */
function alignCells({ rows }: PaneView): ColumnLayout {
  const measured = rows.slice(0, MEASURED_ROWS).filter(({ cells }) => cells.length > 1)
  const widths: number[] = []
  for (let i = 0; i < MAX_ALIGNED_CELLS; i++) {
    const width = Math.max(0, ...measured.map(({ cells }) => displayWidth(escapeLine(cells[i]?.text ?? ''))))
    if (width > MAX_ALIGNED_WIDTH || !measured.some(({ cells }) => cells.length > i + 1)) break
    widths.push(width)
  }
  return { order: [...widths.keys()], widths, shortensIds: false }
}

/** The width of a pane in which nothing is cut. */
export function measureWidth(view: PaneView): number {
  if (view.columns === undefined) return measureCells(view)
  return measureColumns(view).reduce((sum, { width }) => sum + width + CELL_GAP, INDENT - CELL_GAP)
}

/** The width of a pane in which no column is hidden. */
export function measureLeastWidth(view: PaneView): number {
  return INDENT + addLeastWidths(measureColumns(view))
}

/** The width of a pane without columns in which nothing is cut. */
function measureCells(view: PaneView): number {
  const { widths } = alignCells(view)
  const measured = view.rows
    .slice(0, MEASURED_ROWS)
    .map(({ cells }) =>
      cells.reduce(
        (sum, cell, i) => sum + Math.max(displayWidth(escapeLine(cell.text)), widths[i] ?? 0) + CELL_GAP,
        INDENT - CELL_GAP,
      ),
    )
  return Math.max(0, ...measured)
}

/** Of the cells without a column, which follow those that have one. */
function measureTrailing({ rows, columns = [] }: PaneView): Trailing {
  const trailing = rows
    .slice(0, MEASURED_ROWS)
    .map(({ cells }) => cells.slice(columns.length).map((cell) => toColumnText(cell)))
  const measure = (texts: readonly string[]): number =>
    texts.reduce((sum, text) => sum + displayWidth(text) + CELL_GAP, 0)
  return {
    width: Math.max(0, ...trailing.map(measure)),
    shortWidth: Math.max(0, ...trailing.map((texts) => measure(texts.map(shortenIds)))),
  }
}

function measureColumns(view: PaneView): readonly MeasuredColumn[] {
  const measured = view.rows.slice(0, MEASURED_ROWS)
  const known = MEASURED.get(view)
  const { columns: named = [] } = view
  if (known?.rows === measured.length && known.columns.length === named.length) return known.columns
  const columns = named.map((column, i) =>
    measureColumn(
      column,
      measured.map(({ cells }) => toColumnText(cells[i] ?? { text: '' })),
    ),
  )
  MEASURED.set(view, { rows: measured.length, columns })
  return columns
}
