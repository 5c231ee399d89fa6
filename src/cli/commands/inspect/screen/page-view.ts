import type { OpenedPage } from '../../../../project/inspector/inspector.js'
import { PaneView } from './pane-view.js'

/** A page on the screen, with what the user has selected in it. */
export class PageView {
  readonly page: OpenedPage
  readonly panes: readonly PaneView[]
  /** Aborted when the page is closed: ends what still reads for it. */
  readonly #reading: AbortController
  active = 0
  /** Set while new rows are shown as they occur. */
  live: AbortController | undefined

  constructor(page: OpenedPage, reading: AbortController) {
    this.page = page
    this.#reading = reading
    this.panes = page.panes.map((pane) => new PaneView(pane))
  }

  get pane(): PaneView {
    return this.panes[this.active] ?? (this.panes[0] as PaneView)
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

  /** Selects what was selected in an earlier view of the same page. */
  restore(earlier: PageView): void {
    this.active = Math.min(earlier.active, this.panes.length - 1)
    for (const [i, view] of this.panes.entries()) {
      const before = earlier.panes[i]
      if (before === undefined) continue
      view.filter = before.filter
      view.sort = before.sort
      view.top = before.top
      view.select(before.selected)
    }
  }
}
