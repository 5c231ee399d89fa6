import { deriveId } from '../../core/ids.js'
import { createEventHandler, type EventHandler } from '../event-handler.js'
import type { Queryable } from '../event-log.js'
import type { SagaDefinition } from './saga.js'
import { createSaga } from './saga-records.js'

/** Starts the saga of a requested family deletion. Its id is derived from the event id, so that one request starts one saga. */
export function startRequestedDeletion(db: Queryable, definition: SagaDefinition): EventHandler {
  return createEventHandler({
    consumer: 'platform.family-deletion',
    types: ['identity.family.deletion_requested'],
    async handle(event) {
      await createSaga(db, definition, {
        id: deriveId(definition.kind, event.id),
        subject: event.subject,
        correlationId: event.correlationid,
        traceparent: event.traceparent,
      })
    },
  })
}
