import { type EventLogPage, type Queryable, readEventsAfter } from './event-log.js'
import { matchesType } from './match-type.js'

const PAGE_SIZE = 200
/** How long a page is kept for consumers that are not there yet, in milliseconds. */
const PAGE_AGE_MS = 1000
/** Shorter than the shortest pause of a consumer, which never finds its own answer again. */
const END_AGE_MS = 10
const MAX_PAGES = 16

interface CachedPage {
  readonly content: Promise<EventLogPage>
  /** Whether it is being read, or has no events. */
  isEnd: boolean
  /** `performance.now()` from which it is read again. */
  expiresAt: number
}

/**
 * Reads the event log once for all consumers of a process, which usually are at the same position. A page with events stays as it
 * is: it ends before the first position that an open transaction could still fill.
 */
export class LogReader {
  readonly #db: Queryable
  readonly #types: readonly string[]
  readonly #pages = new Map<bigint, CachedPage>()

  /** `types` are those of all consumers; other events are not transferred. */
  constructor(db: Queryable, types: readonly string[]) {
    this.#db = db
    this.#types = [...new Set(types)]
  }

  /** The next events of these types after a position. */
  async read(position: bigint, types: readonly string[]): Promise<EventLogPage> {
    const known = this.#pages.get(position)
    const page = known !== undefined && performance.now() < known.expiresAt ? known : this.#request(position)
    const { events, lastPosition } = await page.content
    return {
      events: events.filter(({ event }) => types.some((type) => matchesType(type, event.type))),
      lastPosition,
    }
  }

  /** Call this when there may be new events: the answers so far may not have them. */
  forgetEnd(): void {
    for (const [position, { isEnd }] of this.#pages) if (isEnd) this.#pages.delete(position)
  }

  #request(position: bigint): CachedPage {
    const content = readEventsAfter(this.#db, position, PAGE_SIZE, this.#types)
    const page: CachedPage = { content, isEnd: true, expiresAt: Infinity }
    void setExpiry(page)
    // The newest is the last one.
    this.#pages.delete(position)
    this.#pages.set(position, page)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#pages.delete(oldest)
    return page
  }
}

/** Once the page is read. A failed request is not kept. */
async function setExpiry(page: CachedPage): Promise<void> {
  try {
    const { lastPosition } = await page.content
    page.isEnd = lastPosition === undefined
    page.expiresAt = performance.now() + (page.isEnd ? END_AGE_MS : PAGE_AGE_MS)
  } catch {
    page.expiresAt = 0
  }
}
