import { publishesChanges } from '../../../../domain/events/publishes-changes.js'
import { parseAddress } from '../../../../inspect/pages/address.js'
import { HISTORY } from '../../../../inspect/pages/record-page.js'
import type { EditResult } from '../../../../project/edits/edit.js'
import type { RecordEdits } from '../../../../project/edits/record-edits.js'
import type { OpenedPage } from '../../../../project/inspector/inspector.js'

/** The record of a page. */
export interface RecordName {
  readonly kind: string
  readonly id: string
}

/** The event of an edit, which is not in the event log yet. */
interface AwaitedEvent {
  readonly record: RecordName
  readonly traceId: string
  readonly until: number
}

/** Events are usually in the event log within two seconds. */
const MAX_WAIT_MS = 15_000
const WAITING = {
  progress: 'waiting for the event of the edit…',
  empty: 'The event of the edit follows in a moment.',
}

/** The name of the field and of the list. */
const OUTBOX = 'outbox'

/** The edits of a session: what can be undone, until the user quits, and which events are still to come. */
export class SessionEdits {
  /** The number of edits so far, also of undone ones and of those elsewhere that were noticed. What was read before the last one may be outdated. */
  count = 0
  readonly #open: () => Promise<RecordEdits>
  readonly #edited = new Set<string>()
  #edits: Promise<RecordEdits> | undefined
  #awaited: AwaitedEvent | undefined

  constructor(open: () => Promise<RecordEdits>) {
    this.#open = open
  }

  /** Loaded when the user edits for the first time. */
  async get(): Promise<RecordEdits> {
    this.#edits ??= this.#open()
    return this.#edits
  }

  canUndo(record: RecordName): boolean {
    return this.#edited.has(toKey(record))
  }

  /** After a record was saved, or its last edit undone. */
  add(record: RecordName, { traceId, version }: EditResult, canUndo: boolean): void {
    this.count++
    if (canUndo) this.#edited.add(toKey(record))
    else this.#edited.delete(toKey(record))
    // What is written straight to a store has no event, and changes of some entities have none.
    if (version !== undefined && publishesChanges(record.kind))
      this.#awaited = { record, traceId, until: Date.now() + MAX_WAIT_MS }
  }

  /** After the record was changed elsewhere: its last edit can no longer be undone. */
  forget(record: RecordName): void {
    this.count++
    this.#edited.delete(toKey(record))
  }

  /** Whether the page shows events, but not yet the one of the last edit, or that one still in an outbox. */
  misses(page: OpenedPage): boolean {
    const awaited = this.#findAwaited(page)
    if (awaited === undefined) return false
    const isDelivered = hasEvent(page, awaited) && !hasOutbox(page)
    if (isDelivered) this.#awaited = undefined
    return !isDelivered
  }

  /** The page of a record, whose history says that an event is still to come. */
  toShown(page: OpenedPage): OpenedPage {
    const awaited = this.#findAwaited(page)
    if (awaited === undefined || hasEvent(page, awaited)) return page
    const [first, ...others] = page.panes.map((pane) =>
      pane.name === HISTORY ? { ...pane, ...WAITING } : pane,
    )
    return first === undefined ? page : { ...page, panes: [first, ...others] }
  }

  /** The event that the page is to show. */
  #findAwaited({ address }: OpenedPage): AwaitedEvent | undefined {
    const awaited = this.#awaited
    if (awaited === undefined || Date.now() > awaited.until) return undefined
    return address === '/events' || showsRecord(address, awaited.record) ? awaited : undefined
  }
}

function hasEvent({ panes }: OpenedPage, { traceId }: AwaitedEvent): boolean {
  return panes.some(({ rows }) => rows.some((row) => row.traceId === traceId))
}

/** Whether a record has a field, or a list, of undelivered events. */
function hasOutbox({ panes }: OpenedPage): boolean {
  return panes.some(({ rows }) => rows.some(({ cells }) => cells[0]?.text === OUTBOX))
}

function showsRecord(address: string, { kind, id }: RecordName): boolean {
  const { screen, path } = parseAddress(address)
  return screen === 'records' && path.length === 2 && path[0] === kind && path[1] === id
}

function toKey({ kind, id }: RecordName): string {
  return `${kind} ${id}`
}
