import type { PaneColumn } from '../../../../inspect/pages/page.js'
import { displayWidth } from '../../../../output/display-width.js'

/** A column and the texts in it, as far as they are read. */
export interface MeasuredColumn {
  /** `id`: shortened where space is scarce. `text`: can be cut. `fixed`: numbers, amounts, times; never cut. */
  readonly kind: 'id' | 'text' | 'fixed'
  readonly width: number
  readonly column: PaneColumn
}

/** Which columns are shown, in which order. */
export interface ColumnLayout {
  /** The indexes of the columns that are shown, from left to right. */
  readonly order: readonly number[]
  /** By the index of the column. */
  readonly widths: readonly number[]
  readonly shortensIds: boolean
}

const MAX_CELL_WIDTH = 44
/** Texts are not made narrower before columns are hidden. */
const MIN_TEXT_WIDTH = 14
/** Of the first text, which is what the row is about. */
const MIN_FIRST_TEXT_WIDTH = 24
/** Of the sign after the names of the columns that says that there are more. */
const MORE_WIDTH = 2
/** Between two cells. */
export const CELL_GAP = 2

/** A UUID, possibly after the name of its entity: `expense_…`, `USER#…`. */
const ID = /^(\w+[_#])?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i
/** Numbers, amounts, dates, times. */
const NUMBER = /^[-~]?\d[\d.,:\- ]*(?: ?[A-Za-z%]{1,4})?$/
const ABSENT = /^[-–]?$/

export function measureColumn(column: PaneColumn, cells: readonly string[]): MeasuredColumn {
  const width = Math.max(
    displayWidth(column.name),
    ...cells.map((cell) => Math.min(MAX_CELL_WIDTH, displayWidth(cell))),
  )
  const present = cells.map((cell) => cell.trim()).filter((cell) => !ABSENT.test(cell))
  const areAll = (pattern: RegExp): boolean =>
    present.length > 0 && present.every((cell) => pattern.test(cell))
  if (areAll(ID)) return { kind: 'id', width, column }
  return { kind: column.align === 'right' || areAll(NUMBER) ? 'fixed' : 'text', width, column }
}

/** The ends of a UUID: ids of the same time have the same beginning. */
export function shortenId(text: string): string {
  const [, , uuid] = ID.exec(text) ?? []
  return uuid === undefined ? text : `${uuid.slice(0, 4)}…${uuid.slice(-4)}`
}

const SHORT_ID_WIDTH = 9

/**
 * Fits columns into a width. Where they are too wide, ids are shortened and follow the other columns; then texts are cut, the first
 * one last; then columns are hidden, whole: those of negative importance, ids, texts, and the rest only if nothing else is left.
 */
export function layOutColumns(measured: readonly MeasuredColumn[], available: number): ColumnLayout {
  const all = [...measured.keys()]
  const natural = measured.map(({ width }) => width)
  if (addWidths(all, natural) <= available) return { order: all, widths: natural, shortensIds: false }
  const isId = (i: number): boolean => measured[i]?.kind === 'id'
  const ordered = [...all.filter((i) => !isId(i)), ...all.filter(isId)]
  const widths = measured.map(({ kind, width, column }) =>
    kind === 'id' ? Math.max(SHORT_ID_WIDTH, displayWidth(column.name)) : width,
  )
  const least = findLeastWidths(measured, widths)
  const order = hideUntilFits(ordered, measured, least, available)
  const left = order.length < all.length ? available - MORE_WIDTH : available
  return { order, widths: cutTexts(order, widths, least, left), shortensIds: true }
}

function addWidths(order: readonly number[], widths: readonly number[]): number {
  return order.reduce((total, i) => total + (widths[i] ?? 0), CELL_GAP * Math.max(0, order.length - 1))
}

function findLeastWidths(measured: readonly MeasuredColumn[], widths: readonly number[]): readonly number[] {
  const first = findFirstText(measured)
  return measured.map(({ kind }, i) => {
    const least = i === first ? MIN_FIRST_TEXT_WIDTH : MIN_TEXT_WIDTH
    return kind === 'text' ? Math.min(widths[i] ?? 0, least) : (widths[i] ?? 0)
  })
}

function findFirstText(measured: readonly MeasuredColumn[]): number {
  return measured.findIndex(({ kind, column }) => kind === 'text' && column.name !== '')
}

/** The first column with a name, and signs without one before it, are always shown. */
function hideUntilFits(
  ordered: readonly number[],
  measured: readonly MeasuredColumn[],
  least: readonly number[],
  available: number,
): readonly number[] {
  const named = ordered.findIndex((i) => measured[i]?.column.name !== '')
  const ranks = { id: 1, text: 2, fixed: 3 } as const
  const rank = (i: number): number => {
    const { kind = 'text', column } = measured[i] ?? {}
    return (column?.importance ?? 0) < 0 ? 0 : ranks[kind]
  }
  const removable = ordered
    .slice(named + 1)
    .toReversed()
    .toSorted((a, b) => rank(a) - rank(b))
  let order = ordered
  for (const i of removable) {
    const left = order.length < ordered.length ? available - MORE_WIDTH : available
    if (addWidths(order, least) <= left) break
    order = order.filter((each) => each !== i)
  }
  return order
}

/** The widest text becomes narrower, the first one only when the others cannot. */
function cutTexts(
  order: readonly number[],
  natural: readonly number[],
  least: readonly number[],
  available: number,
): readonly number[] {
  const widths = [...natural]
  for (let excess = addWidths(order, widths) - available; excess > 0; excess--) {
    const cuttable = order.filter((i) => (widths[i] ?? 0) > (least[i] ?? 0))
    const [first, ...others] = cuttable
    if (first === undefined) break
    const candidates = others.length === 0 ? [first] : others
    const widest = candidates.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a))
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
