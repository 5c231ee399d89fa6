import { Notifier } from '../core/notifier.js'
import type { PostgresStore } from '../stores/postgres/client/postgres-store.js'
import type { LoggedEvent } from './event-log.js'
import { type EventFilter, findEventsAfter } from './find-events.js'
import { openPlatformSession } from './platform-session.js'

/** Polling interval without notifications, in milliseconds: an open transaction can delay events. */
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
  await using _session = await openPlatformSession({
    url: store.endpoint.url,
    onOutbox: () => {},
    onLog: () => wakeUp.notify(),
  })
  for (let position = after; !signal.aborted;) {
    const events = await findEventsAfter(store.pool, position, filter, PAGE_SIZE)
    yield* events
    position = events.at(-1)?.position ?? position
    if (events.length === 0) await wakeUp.wait(POLL_INTERVAL_MS, signal)
  }
}
