import { createFilter } from '../../../../inspect/pages/create-filter.js'
import type { More, Pane, PaneColumn, Row } from '../../../../inspect/pages/page.js'
import { type LocalSort, sortRows } from '../../../../inspect/pages/sort-rows.js'
import { wrapRow } from './wrap-row.js'

/** The rows of a pane before further ones are read. */
const READ_AHEAD = 30

/** A pane on the screen: its rows, as far as they are read, the selected one, and the filter. */
export class PaneView {
  readonly pane: Pane
  filter = ''
  /** Index in `visible`. */
  selected = 0
  /** Index of the first row on the screen. */
  top = 0
  /** How many rows are on the screen. */
  height = 1
  /** How many columns are to the left of those that are shown, apart from the lead, which stays unless columns keep their order. */
  firstColumn = 0
  /** Whether columns to the right do not fit; set by the face. */
  hidesColumns = false
  /** Whether cells are cut or hidden; set by the face. */
  cutsCells = false
  /** Whether cells of a row are cut or hidden; set by the face. */
  cutsRow: (row: Row) => boolean = () => false
  progress: string | undefined
  sort: LocalSort | undefined
  #rows: readonly Row[]
  #columns: readonly PaneColumn[] | undefined
  /** Of the last cells, where they are wrapped. */
  #width = Infinity
  #more: More | undefined
  #reading: Promise<void> | undefined
  #visible: { readonly key: string; readonly rows: readonly Row[] } | undefined

  constructor(pane: Pane) {
    this.pane = pane
    this.#rows = pane.rows
    this.#columns = pane.columns
    this.#more = pane.more
    this.progress = pane.progress
  }

  get rows(): readonly Row[] {
    return this.#rows
  }

  get columns(): readonly PaneColumn[] | undefined {
    return this.#columns
  }

  get hasMore(): boolean {
    return this.#more !== undefined
  }

  get readsAutomatically(): boolean {
    return this.#more?.automatic === true
  }

  /** The rows that match the filter, in the chosen order; where cells are wrapped, the lines of the rows. */
  get visible(): readonly Row[] {
    const key = `${this.#rows.length} ${this.#width} ${this.filter} ${JSON.stringify(this.sort)}`
    if (this.#visible?.key !== key) this.#visible = { key, rows: this.#toLines(this.#select()) }
    return this.#visible.rows
  }

  get selectedRow(): Row | undefined {
    return this.visible[this.selected]
  }

  setFilter(text: string): void {
    this.filter = text
    this.select(0)
  }

  /** Wraps the last cells of the rows, if the pane does so. What was selected stays selected. */
  wrapAt(width: number): void {
    if (width === this.#width) return
    const { selectedRow: row } = this
    this.#width = width
    const index = this.visible.findIndex(({ id, target }) => id === row?.id && target === row?.target)
    this.select(this.selected === 0 ? 0 : Math.max(0, index))
  }

  /** Shows the next columns, or the ones before. Returns whether there are any. */
  scrollColumns(by: 1 | -1): boolean {
    const isPossible = by === -1 ? this.firstColumn > 0 : this.hidesColumns
    if (isPossible) this.firstColumn += by
    return isPossible
  }

  select(index: number): void {
    this.selected = Math.max(0, Math.min(index, this.visible.length - 1))
  }

  add(row: Row): void {
    const isFirst = this.pane.newest === 'start'
    const last = this.visible.length - 1
    const follows = isFirst ? this.selected === 0 : this.selected >= last
    this.#rows = isFirst ? [row, ...this.#rows] : [...this.#rows, row]
    if (!follows) this.selected += isFirst ? 1 : 0
    else this.select(isFirst ? 0 : this.visible.length - 1)
  }

  /** Selects the row that was selected in an earlier view of the pane, at its place on the screen. */
  restore(earlier: PaneView): void {
    const { filter, sort, top, selected, selectedRow } = earlier
    this.#width = earlier.#width
    this.firstColumn = earlier.firstColumn
    this.filter = filter
    this.sort = sort
    const index = this.#findSame(selectedRow, selected)
    this.top = Math.max(0, top + index - selected)
    this.select(index)
  }

  /** The index of the row that opens the same page, the nearest to where it was; else where it was. */
  #findSame(row: Row | undefined, index: number): number {
    const isAtNewest = index === 0 && this.pane.newest === 'start'
    if (row?.target === undefined || isAtNewest) return index
    const same = [...this.visible.keys()].filter((i) => {
      const { target, id } = this.visible[i] ?? {}
      return target === row.target && id === row.id
    })
    const [first = index] = same
    return same.reduce((a, b) => (Math.abs(b - index) < Math.abs(a - index) ? b : a), first)
  }

  /** How the user has sorted the rows: `by title, descending`. Undefined: they are as read. */
  describeSort(): string | undefined {
    const { sort, hasMore } = this
    if (sort === undefined) return undefined
    const name = this.columns?.[sort.column]?.name.toLowerCase() ?? ''
    const order = `by ${name}${sort.descending ? ', descending' : ''}`
    return hasMore ? `${order}, of the ${this.rows.length.toLocaleString('en-US')} rows read so far` : order
  }

  /** Whether the selected row is so near to the end that further rows should be read. */
  needsMore(height: number): boolean {
    return this.hasMore && this.selected + height + READ_AHEAD >= this.visible.length
  }

  /** Reads further rows, once at a time. */
  async readMore(): Promise<void> {
    const more = this.#more
    if (more === undefined) return
    this.#reading ??= this.#append(more)
    try {
      await this.#reading
    } finally {
      this.#reading = undefined
    }
  }

  /** Scrolls so that the selected row is among `height` rows. */
  scrollTo(height: number): void {
    this.height = height
    if (this.selected < this.top) this.top = this.selected
    if (this.selected >= this.top + height) this.top = this.selected - height + 1
    this.top = Math.max(0, Math.min(this.top, Math.max(0, this.visible.length - height)))
  }

  async #append(next: More): Promise<void> {
    const { rows, columns, more, progress } = await next.read()
    const row = this.selected === 0 ? undefined : this.selectedRow
    this.#rows = [...this.#rows, ...rows]
    this.#columns = columns ?? this.#columns
    // In another order, rows are added before it.
    if (row !== undefined && this.sort !== undefined) this.selected = this.visible.indexOf(row)
    this.#more = more
    this.progress = progress
  }

  #toLines(rows: readonly Row[]): readonly Row[] {
    return this.pane.wraps ? rows.flatMap((row) => wrapRow(row, this.#width)) : rows
  }

  #select(): readonly Row[] {
    const matches = createFilter(this.filter)
    const rows =
      this.filter.trim() === ''
        ? this.#rows
        : this.#rows.filter(({ cells, details = [] }) =>
            matches([...cells, ...details].map(({ text }) => text)),
          )
    return this.sort === undefined ? rows : sortRows(rows, this.sort)
  }
}
