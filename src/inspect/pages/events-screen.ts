import { getTraceId } from '../../core/tracing.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type LoggedEvent, readLastPosition } from '../../events/event-log.js'
import { findLatestEvents, getFollowPosition } from '../../events/find-events.js'
import { followEvents } from '../../events/follow-events.js'
import { withEventLogErrors } from '../../events/with-event-log-errors.js'
import { describeEvents } from '../history/describe-events.js'
import type { RecordSources } from '../records/record-view.js'
import { formatAddress } from './address.js'
import type { Row } from './page.js'
import type { Screen } from './screen.js'

const LATEST = 200

/** The latest events of the log, and new ones as they are logged. */
export const EVENTS_SCREEN: Screen<RecordSources> = {
  name: 'events',
  title: 'Events',
  async open(sources) {
    const { postgres } = sources
    const { latest, rows } = await withEventLogErrors(postgres, async () => {
      const position = await readLastPosition(postgres.pool)
      const found = (await findLatestEvents(postgres.pool, {}, LATEST)).toReversed()
      return { latest: getFollowPosition(found, position), rows: await toRows(sources, found) }
    })
    return {
      address: '/events',
      title: 'Events',
      order: 'newest first',
      hint: 'L shows new ones as they occur',
      panes: [
        {
          name: 'Events',
          latest: 'event',
          columns: [
            { name: 'TIME', importance: 1 },
            { name: 'TYPE' },
            { name: 'WHAT HAPPENED', importance: 1 },
          ],
          rows,
          newest: 'start',
          empty:
            'The event log is empty: most seeded records have no events. Send a request that changes something.',
          async follow(signal, onRow) {
            for await (const event of followEvents(postgres, latest, {}, signal))
              for (const row of await toRows(sources, [event])) onRow(row)
          },
        },
      ],
      origin: {
        store: 'postgres',
        index: null,
        command: `events --limit ${LATEST}`,
      },
    }
  },
}

async function toRows(sources: RecordSources, logged: readonly LoggedEvent[]): Promise<readonly Row[]> {
  const events = logged.map(({ event }) => event)
  const descriptions = await describeEvents(sources, events)
  return events.map((event, i) => toRow(event, descriptions[i] ?? ''))
}

function toRow(event: EventEnvelope, description: string): Row {
  const { id, time, type, traceparent } = event
  return {
    cells: [
      { text: time.slice(0, 23).replace('T', ' '), tone: 'quiet' },
      { text: type, tone: 'accent' },
      { text: description },
    ],
    id,
    value: event,
    target: formatAddress('records', ['event', id]),
    ...(traceparent === undefined ? {} : { traceId: getTraceId(traceparent) }),
  }
}
