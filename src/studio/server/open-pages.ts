import { randomHex } from '../../core/random-bytes.js'
import { HomeError } from '../../core/home-error.js'
import type { More, PaneRows, Row } from '../../inspect/pages/page.js'
import type { Inspector, OpenedPage } from '../../project/inspector/inspector.js'
import type { PageDocument, PaneRowsDocument } from './studio-document.js'
import { STUDIO_ERRORS } from './studio-errors.js'

/** More than the tabs of a user; the oldest is closed. */
const MAX_PAGES = 64
const KEY_BYTES = 12

interface KeptPage {
  readonly page: OpenedPage
  /** Ends what still reads for it. */
  readonly reading: AbortController
  /** By cursor. */
  readonly more: Map<string, More>
}

/** The pages that are open in browsers: what is read further, or as it occurs, belongs to one. */
export class OpenPages implements Disposable {
  readonly #pages = new Map<string, KeptPage>()

  /** Opens a page. With `signal` aborted, it is not opened. */
  async open(inspector: Inspector, address: string, signal: AbortSignal): Promise<PageDocument> {
    const reading = new AbortController()
    const abort = (): void => reading.abort()
    signal.addEventListener('abort', abort, { once: true })
    const page = await inspector.open(address, reading.signal)
    signal.removeEventListener('abort', abort)
    const key = randomHex(KEY_BYTES)
    const kept: KeptPage = { page, reading, more: new Map() }
    this.#pages.set(key, kept)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.close(oldest)
    return toDocument(key, kept)
  }

  /** Throws `STUDIO_PAGE_CLOSED`. */
  async readMore(cursor: string): Promise<PaneRowsDocument> {
    const [key = ''] = cursor.split('.')
    const kept = this.#get(key)
    const more = kept.more.get(cursor)
    if (more === undefined) throw pageClosedError()
    const rows = await more.read()
    kept.more.delete(cursor)
    return toRowsDocument(key, kept, rows)
  }

  /** Calls `onRow` with new rows of a pane until aborted. */
  async follow(key: string, pane: number, signal: AbortSignal, onRow: (row: Row) => void): Promise<void> {
    const { page, reading } = this.#get(key)
    await page.panes[pane]?.follow?.(AbortSignal.any([signal, reading.signal]), onRow)
  }

  close(key: string): void {
    this.#pages.get(key)?.reading.abort()
    this.#pages.delete(key)
  }

  [Symbol.dispose](): void {
    for (const key of this.#pages.keys()) this.close(key)
  }

  #get(key: string): KeptPage {
    const kept = this.#pages.get(key)
    if (kept === undefined) throw pageClosedError()
    // The one that is used last is closed last.
    this.#pages.delete(key)
    this.#pages.set(key, kept)
    return kept
  }
}

function toDocument(key: string, kept: KeptPage): PageDocument {
  const { panes, toSearch, prompt, ...page } = kept.page
  return {
    ...page,
    key,
    panes: panes.map(({ follow, more, rows, progress, ...pane }) => ({
      ...pane,
      ...toRowsDocument(key, kept, {
        rows,
        ...(more === undefined ? {} : { more }),
        ...(progress === undefined ? {} : { progress }),
      }),
      canFollow: follow !== undefined,
    })),
    ...(toSearch === undefined ? {} : { search: toSearch('{text}').replace('%7Btext%7D', '{text}') }),
    ...(prompt === undefined ? {} : { statement: prompt.initial }),
  }
}

function toRowsDocument(key: string, { more: kept }: KeptPage, read: PaneRows): PaneRowsDocument {
  const { more, ...rows } = read
  if (more === undefined) return rows
  const cursor = `${key}.${randomHex(KEY_BYTES)}`
  kept.set(cursor, more)
  return { ...rows, more: { cursor, automatic: more.automatic === true } }
}

function pageClosedError(): HomeError {
  return new HomeError(STUDIO_ERRORS.STUDIO_PAGE_CLOSED, {
    message: 'This page was closed, because many others were opened since, or Studio was started again.',
    suggestion: 'Reload the page.',
  })
}
