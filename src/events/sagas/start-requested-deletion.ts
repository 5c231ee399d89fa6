import { deriveId } from '../../core/ids.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import type { EventHandler } from '../event-handler.js'
import type { Queryable } from '../event-log.js'
import type { SagaDefinition } from './saga.js'
import { createSaga } from './saga-records.js'

/** Starts the saga of a requested family deletion. Its id is derived from the event id, so that one request starts one saga. */
export function startRequestedDeletion(db: Queryable, definition: SagaDefinition): EventHandler {
  return {
    consumer: 'platform.family-deletion',
    types: [EVENT_TYPES.familyDeletionRequested],
    async handle(event) {
      await createSaga(db, definition, {
        id: deriveId(definition.kind, event.id),
        subject: event.subject,
        correlationId: event.correlationid,
      })
    },
  }
}
