import { event, toEventRow } from '../../domain/entities/event.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { listEventsByCorrelation, lookUpEvent } from './event-lookups.js'
import { readEventPage } from './event-section.js'
import type { RecordSources, RecordView } from './record-view.js'
import { toRecordView } from './view-record.js'

/** An event of the event log with its subject, its cause and the other events with the same correlation ID. */
export async function viewEvent(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const logged = await lookUpEvent(stores.postgres, id)
  if (logged === undefined) return undefined
  const { envelope } = logged
  return {
    ...toRecordView(stores, event, id, toEventRow(envelope)),
    record: { position: logged.position, ...envelope },
    query: formatCommandLine(
      'query',
      'postgres',
      'SELECT envelope FROM platform.event_log WHERE event_id = :id',
      '-p',
      `id=${id}`,
    ),
    sections: [
      {
        name: 'correlated',
        store: 'postgres',
        query: formatCommandLine(
          'query',
          'postgres',
          "SELECT envelope FROM platform.event_log WHERE envelope ->> 'correlationid' = :id ORDER BY position DESC",
          '-p',
          `id=${envelope.correlationid}`,
        ),
        page: (size) =>
          readEventPage(
            (count, before) =>
              listEventsByCorrelation(stores.postgres, envelope.correlationid, count, before),
            size,
            undefined,
            (other) => other.envelope.id !== id,
          ),
      },
    ],
  }
}
