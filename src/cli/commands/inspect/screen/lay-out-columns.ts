import type { PaneColumn } from '../../../../inspect/pages/page.js'
import { displayWidth } from '../../../../output/display-width.js'

/** A column and the texts in it, as far as they are read. */
export interface MeasuredColumn {
  /** `id`: shortened where space is scarce. `text`: can be cut. `time`, and `fixed`, numbers and amounts: never cut. */
  readonly kind: 'id' | 'time' | 'text' | 'fixed'
  readonly width: number
  /** Of the texts with shortened ids. */
  readonly shortWidth: number
  /** In which no text is cut. */
  readonly fullWidth: number
  /** In which no text with shortened ids is cut. */
  readonly fullShortWidth: number
  /** Of the texts with ids that can be shortened; 0 if there are none. */
  readonly idTextWidth: number
  readonly column: PaneColumn
}

/** The width of the cells without a column, which follow those that have one, and that with shortened ids. */
export interface Trailing {
  readonly width: number
  readonly shortWidth: number
}

const NO_TRAILING: Trailing = { width: 0, shortWidth: 0 }

/** Which columns are shown, in which order. */
export interface ColumnLayout {
  /** The indexes of the columns that are shown, from left to right. */
  readonly order: readonly number[]
  /** By the index of the column. */
  readonly widths: readonly number[]
  readonly shortensIds: boolean
  /** The part of times that is shown. Default: all of it. */
  readonly timePart?: TimePart
}

const MAX_CELL_WIDTH = 44
/** Texts are not made narrower before columns are hidden. */
const MIN_TEXT_WIDTH = 14
/** Of the text that says what the row is about. */
const MIN_LEAD_WIDTH = 24
/** Of the sign after the names of the columns that says that there are more. */
const MORE_WIDTH = 2
/** Between two cells. */
export const CELL_GAP = 2

/** A UUID, possibly after the name of its entity: `expense_…`, `USER#…`. */
const ID = /^(?:\w+[_#])?([\da-f]{4})[\da-f]{4}(?:-[\da-f]{4}){3}-[\da-f]{8}([\da-f]{4})$/i
/** A UUID in a text, such as the path of a request. */
const UUID = /(?<![\da-f])([\da-f]{4})[\da-f]{4}(?:-[\da-f]{4}){3}-[\da-f]{8}([\da-f]{4})(?![\da-f])/gi
/** Numbers, amounts, dates, times. */
const NUMBER = /^[-~]?\d[\d.,:\- ]*(?: ?[A-Za-z%]{1,4})?$/
/** A part of a bar says something wrong. */
const BAR = /^━+$/
const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/

/** From and to which character a time is shown. */
type TimePart = readonly [start: number, end: number]
/** `2024-06-01 08:15:20` */
const WITHOUT_MILLISECONDS: TimePart = [0, 19]
/** `06-01 08:15:20` */
const WITHOUT_YEAR: TimePart = [5, 19]

const ABSENT = /^[-–]?$/

export function measureColumn(column: PaneColumn, cells: readonly string[]): MeasuredColumn {
  const measure = (texts: readonly string[]): number =>
    Math.max(displayWidth(column.name), ...texts.map((text) => displayWidth(text)))
  const limit = (width: number): number =>
    Math.min(Math.max(MAX_CELL_WIDTH, displayWidth(column.name)), width)
  const fullWidth = measure(cells)
  const fullShortWidth = measure(cells.map(shortenIds))
  const idTexts = cells.filter((text) => shortenIds(text) !== text)
  const idTextWidth = Math.max(0, ...idTexts.map((text) => displayWidth(text)))
  const widths = {
    width: limit(fullWidth),
    shortWidth: limit(fullShortWidth),
    fullWidth,
    fullShortWidth,
    idTextWidth,
  }
  const present = cells.map((cell) => cell.trim()).filter((cell) => !ABSENT.test(cell))
  const areAll = (pattern: RegExp): boolean =>
    present.length > 0 && present.every((cell) => pattern.test(cell))
  if (areAll(ID)) return { kind: 'id', ...widths, column }
  if (areAll(TIME)) return { kind: 'time', ...widths, column }
  const isFixed = column.align === 'right' || areAll(NUMBER) || areAll(BAR)
  return { kind: isFixed ? 'fixed' : 'text', ...widths, column }
}

/** A text with the ends of UUIDs only: ids of the same time have the same beginning. */
export function shortenIds(text: string): string {
  return text.replace(ID, '$1…$2').replaceAll(UUID, '$1…$2')
}

/** Which columns are hidden first, after those of negative importance. */
const RANKS = { id: 1, time: 2, text: 3, fixed: 4 } as const

/**
 * Fits columns into a width. Times of positive importance, which are always shown, lose their milliseconds before a text is cut, and
 * their year before a column is hidden.
 */
export function layOutColumns(
  measured: readonly MeasuredColumn[],
  available: number,
  trailing: Trailing = NO_TRAILING,
): ColumnLayout {
  const complete = layOutMeasured(measured, available, trailing)
  if (!measured.some((each) => each.kind === 'time' && isImportant(each))) return complete
  const layOutWith = (timePart: TimePart): ColumnLayout => {
    const shortened = measured.map((each) => shortenTimes(each, timePart))
    return { ...layOutMeasured(shortened, available, trailing), timePart }
  }
  const isCut = ({ kind, fullShortWidth }: MeasuredColumn, i: number): boolean =>
    kind === 'text' && (complete.widths[i] ?? 0) < fullShortWidth
  const hidesColumns = ({ order }: ColumnLayout): boolean => order.length < measured.length
  if (!hidesColumns(complete) && !measured.some(isCut)) return complete
  const shorter = layOutWith(WITHOUT_MILLISECONDS)
  return hidesColumns(shorter) ? layOutWith(WITHOUT_YEAR) : shorter
}

/** The width in which no column is hidden, although texts are cut. */
export function addLeastWidths(measured: readonly MeasuredColumn[]): number {
  const short = measured.map(({ shortWidth }) => shortWidth)
  return addWidths([...measured.keys()], findLeastWidths(measured, short, MIN_LEAD_WIDTH))
}

function isImportant({ column: { importance = 0 } }: MeasuredColumn): boolean {
  return importance > 0
}

function shortenTimes(measured: MeasuredColumn, [start, end]: TimePart): MeasuredColumn {
  if (measured.kind !== 'time') return measured
  const width = Math.min(measured.width, end) - start
  return { ...measured, width, shortWidth: width, fullWidth: width, fullShortWidth: width }
}

/** `2024-06-01 08:15:20.000` without the year or the milliseconds. */
export function shortenTime(text: string, part: TimePart | undefined): string {
  return part !== undefined && TIME.test(text) ? text.slice(...part) : text
}

/**
 * Long texts use what is left beside `trailing` columns of cells without a name; if they do not fit then,
 * ids in them are shortened. Where the columns are too wide, ids are shortened and follow the other columns; then texts are cut, the
 * lead last; then columns are hidden, whole: those of negative importance, ids, times, texts, and the rest only if nothing else is left.
 */
function layOutMeasured(
  measured: readonly MeasuredColumn[],
  available: number,
  trailing: Trailing,
): ColumnLayout {
  const all = [...measured.keys()]
  const natural = measured.map(({ width }) => width)
  const full = measured.map(({ fullWidth }) => fullWidth)
  const fullShort = measured.map(({ fullShortWidth }) => fullShortWidth)
  const lead = findLead(measured)
  if (addWidths(all, natural) <= available) {
    const widths = growTexts(all, { widths: natural, wanted: full, lead }, available - trailing.width)
    const isAnyId = measured.some(({ kind }) => kind === 'id')
    const cutsId = ({ kind, idTextWidth }: MeasuredColumn, i: number): boolean =>
      kind === 'text' && (widths[i] ?? 0) < idTextWidth
    // Beside ids, which say little, a lead is complete.
    const cutsLead = isAnyId && (widths[lead] ?? 0) < (measured[lead]?.fullWidth ?? 0)
    // Nor is a note cut that has space beside shortened ids.
    const short = measured.map(({ shortWidth }) => shortWidth)
    const cutsTrailing =
      isAnyId &&
      addWidths(all, natural) + trailing.width > available &&
      addWidths(all, short) + trailing.shortWidth <= available
    if (!cutsLead && !cutsTrailing && !measured.some(cutsId))
      return { order: all, widths, shortensIds: false }
  }
  const widths = measured.map(({ shortWidth }) => shortWidth)
  const isExtra = (i: number): boolean => (measured[i]?.column.importance ?? 0) < -1
  const kept = addWidths(all, widths) <= available ? all : all.filter((i) => !isExtra(i))
  const isId = (i: number): boolean => measured[i]?.kind === 'id'
  const ordered = [...kept.filter((i) => !isId(i)), ...kept.filter(isId)]
  const wide = findLeastWidths(measured, widths, MIN_LEAD_WIDTH)
  const narrow = findLeastWidths(measured, widths, MIN_TEXT_WIDTH)
  const shown = hideUntilFits(ordered, { measured, least: wide, maxRank: RANKS.text }, available)
  const getRoom = (order: readonly number[]): number =>
    order.length < all.length ? available - MORE_WIDTH : available
  const least = addWidths(shown, wide) <= getRoom(shown) ? wide : narrow
  // Before a number is hidden, the lead becomes as narrow as other texts.
  const order = hideUntilFits(shown, { measured, least, maxRank: RANKS.fixed }, getRoom(shown))
  const room = getRoom(order)
  const roomForTexts =
    addWidths(order, least) <= room - trailing.shortWidth ? room - trailing.shortWidth : room
  const cut = cutTexts(order, { natural: widths, least, lead }, roomForTexts)
  return {
    order,
    widths: growTexts(order, { widths: cut, wanted: fullShort, lead }, room - trailing.shortWidth),
    shortensIds: true,
  }
}

/**
 * The same for columns that keep their order: from `first` on, as many as fit. Ids are shortened and texts are cut before columns are
 * hidden.
 */
export function layOutInOrder(
  measured: readonly MeasuredColumn[],
  available: number,
  first: number,
): ColumnLayout {
  return fitInOrder(measured, [...measured.keys()].slice(first), available)
}

/**
 * Where columns do not fit, those after the `scrolled` ones: of the columns that are shown without scrolling, and then of those that are
 * hidden. The lead and the signs before it stay.
 */
export function layOutScrolled(
  measured: readonly MeasuredColumn[],
  { order }: ColumnLayout,
  available: number,
  scrolled: number,
): ColumnLayout {
  const lead = findLead(measured)
  const named = order.findIndex((i) => measured[i]?.column.name !== '')
  const fixed = order.filter((i, at) => i === lead || at < named)
  const all = new Set([...order, ...measured.keys()])
  const others = [...all].filter((i) => !fixed.includes(i)).slice(scrolled)
  return fitInOrder(measured, [...fixed, ...others], available, fixed.length + 1)
}

function fitInOrder(
  measured: readonly MeasuredColumn[],
  all: readonly number[],
  available: number,
  minCount = 1,
): ColumnLayout {
  const natural = measured.map(({ width }) => width)
  if (addWidths(all, natural) <= available) return { order: all, widths: natural, shortensIds: false }
  const widths = measured.map(({ shortWidth }) => shortWidth)
  const least = findLeastWidths(measured, widths, MIN_TEXT_WIDTH)
  const getRoom = (order: readonly number[]): number =>
    order.length < all.length ? available - MORE_WIDTH : available
  let order = all
  while (order.length > minCount && addWidths(order, least) > getRoom(order)) order = order.slice(0, -1)
  return {
    order,
    widths: cutTexts(order, { natural: widths, least, lead: -1 }, getRoom(order)),
    shortensIds: true,
  }
}

function addWidths(order: readonly number[], widths: readonly number[]): number {
  return order.reduce((total, i) => total + (widths[i] ?? 0), CELL_GAP * Math.max(0, order.length - 1))
}

function findLeastWidths(
  measured: readonly MeasuredColumn[],
  widths: readonly number[],
  leadWidth: number,
): readonly number[] {
  const lead = findLead(measured)
  return measured.map(({ kind }, i) => {
    const least = i === lead ? leadWidth : MIN_TEXT_WIDTH
    return kind === 'text' ? Math.min(widths[i] ?? 0, least) : (widths[i] ?? 0)
  })
}

/** The column that says what the row is about: one of positive importance that is no time, else the first text; without a text, the first one. */
function findLead(measured: readonly MeasuredColumn[]): number {
  const isNamed = ({ column }: MeasuredColumn): boolean => column.name !== ''
  const getImportance = ({ column }: MeasuredColumn): number => column.importance ?? 0
  const important = measured.findIndex((each) => isImportant(each) && each.kind !== 'time')
  if (important !== -1) return important
  const text = measured.findIndex(
    (each) => each.kind === 'text' && isNamed(each) && getImportance(each) === 0,
  )
  return text === -1 ? measured.findIndex(isNamed) : text
}

/** The lead, other columns of positive importance, and signs without a name before the first column that has one, are always shown. */
function hideUntilFits(
  ordered: readonly number[],
  {
    measured,
    least,
    maxRank,
  }: {
    readonly measured: readonly MeasuredColumn[]
    readonly least: readonly number[]
    readonly maxRank: number
  },
  available: number,
): readonly number[] {
  const lead = findLead(measured)
  const named = ordered.findIndex((i) => measured[i]?.column.name !== '')
  const rank = (i: number): number => {
    const { kind = 'text', column: { importance = 0 } = {} } = measured[i] ?? {}
    if (importance > 0) return Infinity
    return importance < 0 ? 0 : RANKS[kind]
  }
  const removable = ordered
    .slice(named)
    .filter((i) => i !== lead && rank(i) <= maxRank)
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

/** What is left becomes part of texts that are cut, of the lead first. */
function growTexts(
  order: readonly number[],
  {
    widths,
    wanted,
    lead,
  }: { readonly widths: readonly number[]; readonly wanted: readonly number[]; readonly lead: number },
  available: number,
): readonly number[] {
  const grown = [...widths]
  let left = available - addWidths(order, widths)
  for (const i of order.toSorted((a, b) => Number(b === lead) - Number(a === lead))) {
    const more = Math.max(0, Math.min(left, (wanted[i] ?? 0) - (widths[i] ?? 0)))
    grown[i] = (widths[i] ?? 0) + more
    left -= more
  }
  return grown
}

/** The widest text becomes narrower, the lead only when the others cannot. */
function cutTexts(
  order: readonly number[],
  {
    natural,
    least,
    lead,
  }: { readonly natural: readonly number[]; readonly least: readonly number[]; readonly lead: number },
  available: number,
): readonly number[] {
  const widths = [...natural]
  for (let excess = addWidths(order, widths) - available; excess > 0; excess--) {
    const cuttable = order.filter((i) => (widths[i] ?? 0) > (least[i] ?? 0))
    if (cuttable.length === 0) break
    const others = cuttable.filter((i) => i !== lead)
    const candidates = others.length === 0 ? cuttable : others
    const widest = candidates.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a))
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
