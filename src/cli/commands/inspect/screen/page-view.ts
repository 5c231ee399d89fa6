import type { OpenedPage } from '../../../../project/inspector/inspector.js'
import { PaneView } from './pane-view.js'

/** A page on the screen, with what the user has selected in it. */
export class PageView {
  readonly page: OpenedPage
  /** The number of edits when it was read. */
  readonly readAt: number
  readonly panes: readonly PaneView[]
  /** Aborted when the page is closed: ends what still reads for it. */
  readonly #reading: AbortController
  active = 0
  /** Set while new rows are shown as they occur. */
  live: AbortController | undefined

  constructor(
    page: OpenedPage,
    { reading, readAt }: { readonly reading: AbortController; readonly readAt: number },
  ) {
    this.page = page
    this.readAt = readAt
    this.#reading = reading
    this.panes = page.panes.map((pane) => new PaneView(pane))
    if (page.activePane !== undefined) this.activateNamed(page.activePane)
  }

  get pane(): PaneView {
    return this.panes[this.active] ?? (this.panes[0] as PaneView)
  }

  /**
   * Whether reading it again takes as long as opening a screen: it is read again at intervals anyway, or is no result of a statement,
   * and no search of all records.
   */
  get isCheap(): boolean {
    const { refreshMs, prompt, panes } = this.page
    const isResult = prompt !== undefined && prompt.initial !== ''
    return refreshMs !== undefined || (!isResult && !panes.some(({ more }) => more?.automatic === true))
  }

  /**
   * What Enter searches for the text of the filter: `all users`. Undefined if it keeps the filter: the page has no search, or the user has
   * selected one of the rows that match.
   */
  get searched(): string | undefined {
    const { toSearch, searched = 'all records' } = this.page
    return toSearch === undefined || this.pane.selected > 0 ? undefined : searched
  }

  close(): void {
    this.live?.abort()
    this.#reading.abort()
  }

  activate(index: number): void {
    this.active = (index + this.panes.length) % this.panes.length
  }

  /** Activates the pane with this name. Returns whether there is one. */
  activateNamed(name: string): boolean {
    const index = this.panes.findIndex(({ pane }) => pane.name === name)
    if (index !== -1) this.active = index
    return index !== -1
  }

  /**
   * Reads as many rows as an earlier view of the same page has; those that a pane reads without being asked only with `all`. Stops
   * when the page is closed.
   */
  async readAsFarAs(earlier: PageView, { all = false } = {}): Promise<void> {
    for (const [i, pane] of this.panes.entries()) {
      const wanted = earlier.panes[i]?.rows.length ?? 0
      const misses = (): boolean =>
        pane.hasMore && pane.rows.length < wanted && (all || !pane.readsAutomatically)
      while (misses() && !this.#reading.signal.aborted)
        try {
          await pane.readMore()
        } catch {
          // It is read again, with its error, when the user goes there.
          break
        }
    }
  }

  /** Selects what was selected in an earlier view of the same page. */
  restore(earlier: PageView): void {
    this.active = Math.min(earlier.active, this.panes.length - 1)
    for (const [i, view] of this.panes.entries()) {
      const before = earlier.panes[i]
      if (before !== undefined) view.restore(before)
    }
  }
}
