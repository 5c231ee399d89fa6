import { Notifier } from '../core/notifier.js'
import type { PostgresStore } from '../stores/postgres/client/postgres-store.js'
import { type LoggedEvent, readLastPosition } from './event-log.js'
import { type EventFilter, findEventsAfter } from './find-events.js'
import { IdleInterval } from './idle-interval.js'
import { openPlatformSession } from './platform-session.js'

/** Polling interval after a notification, in milliseconds: an open transaction can delay the events it announced. */
const POLL_INTERVAL_MS = 500
const PAGE_SIZE = 500

/** Yields matching events after a position as they arrive, until `signal` is aborted. */
export async function* followEvents(
  store: PostgresStore,
  after: bigint,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent> {
  const wakeUp = new Notifier()
  const idle = new IdleInterval(POLL_INTERVAL_MS)
  await using _session = await openPlatformSession({
    url: store.endpoint.url,
    onOutbox: () => {},
    onLog() {
      idle.reset()
      wakeUp.notify()
    },
  })
  for (let position = after; !signal.aborted;) {
    // What does not match is not read again.
    const last = await readLastPosition(store.pool)
    const events = last > position ? await findEventsAfter(store.pool, position, filter, PAGE_SIZE) : []
    yield* events
    const newest = events.at(-1)?.position ?? position
    position = events.length === PAGE_SIZE || newest > last ? newest : last
    if (events.length === 0) await wakeUp.wait(idle.ms, signal)
  }
}
