import type { LoggedEvent } from './event-log.js'

interface WaitingAggregate {
  /** In order; the first one must wait. Empty while they are being processed. */
  events: readonly LoggedEvent[]
  /** `performance.now()` of the next attempt. */
  retryAt: number
  delayMs: number
}

const FIRST_DELAY_MS = 50
const MAX_DELAY_MS = 1000

/**
 * The position of a consumer in this process: how far it has read, and which events wait, by aggregate. Only the offset before
 * the first waiting event is stored.
 */
export class ConsumerProgress {
  /** The last position that was read; undefined before the first read. */
  position: bigint | undefined
  savedOffset: bigint | undefined
  /** Attempts that ended with an event that must wait. */
  retries = 0
  readonly #waiting = new Map<string, WaitingAggregate>()

  /** The events of the aggregates whose delay is over. They must be settled or held again. */
  takeDue(): Map<string, LoggedEvent[]> {
    const due = new Map<string, LoggedEvent[]>()
    for (const [subject, waiting] of this.#waiting) {
      if (performance.now() < waiting.retryAt) continue
      due.set(subject, [...waiting.events])
      waiting.events = []
    }
    return due
  }

  /** Adds events behind those of the same aggregate that wait; false if none wait. */
  append(subject: string, events: readonly LoggedEvent[]): boolean {
    const waiting = this.#waiting.get(subject)
    if (waiting === undefined || waiting.events.length === 0) return false
    waiting.events = [...waiting.events, ...events]
    return true
  }

  /** Lets events wait, with an increasing delay. */
  hold(subject: string, events: readonly LoggedEvent[]): void {
    const before = this.#waiting.get(subject)?.delayMs
    const delayMs = before === undefined ? FIRST_DELAY_MS : Math.min(MAX_DELAY_MS, before * 2)
    this.#waiting.set(subject, { events, delayMs, retryAt: performance.now() + delayMs })
  }

  /** Forgets an aggregate unless its events were held again. */
  settle(subject: string): void {
    if (this.#waiting.get(subject)?.events.length === 0) this.#waiting.delete(subject)
  }

  countWaiting(): number {
    let count = 0
    for (const { events } of this.#waiting.values()) count += events.length
    return count
  }

  /** The position up to which everything is handled. */
  getOffset(): bigint | undefined {
    let offset = this.position
    for (const { events } of this.#waiting.values()) {
      const first = events[0]?.position
      if (first !== undefined && (offset === undefined || first <= offset)) offset = first - 1n
    }
    return offset
  }
}
