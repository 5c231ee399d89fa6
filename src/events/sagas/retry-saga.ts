import { HomeError } from '../../core/home-error.js'
import { createId } from '../../core/ids.js'
import { EVENTS_ERRORS } from '../events-errors.js'
import { LOG_CHANNEL, type Queryable } from '../event-log.js'
import type { Saga, SagaDefinition } from './saga.js'
import { createSaga, resetSaga, findSaga } from './saga-records.js'

/**
 * Retries a saga and returns it: a failed one resumes, a compensated one starts again under a new id. The running stack
 * (`homemanager up`, `serve`) executes it.
 */
export async function retrySaga(
  db: Queryable,
  definitions: readonly SagaDefinition[],
  id: string,
): Promise<Saga> {
  const saga = await findSaga(db, id)
  if (saga === undefined) throw sagaNotFoundError(id)
  const definition = definitions.find(({ kind }) => kind === saga.kind)
  if (definition === undefined || (saga.state !== 'failed' && saga.state !== 'compensated')) {
    throw new HomeError(EVENTS_ERRORS.SAGA_NOT_RETRYABLE, {
      message: `Saga ${id} is ${saga.state}; there is nothing to retry.`,
      suggestion: `Run homemanager saga show ${id}.`,
    })
  }
  const next = saga.state === 'failed' ? saga.id : createId()
  if (saga.state === 'failed')
    await resetSaga(db, id, isPastPivot(definition, saga) ? 'running' : 'compensating')
  else await createSaga(db, definition, { ...saga, id: next })
  await db.query('SELECT pg_notify($1, $2)', [LOG_CHANNEL, ''])
  return (await findSaga(db, next)) ?? saga
}

export function sagaNotFoundError(id: string): HomeError {
  return new HomeError(EVENTS_ERRORS.SAGA_NOT_FOUND, {
    message: `There is no saga ${id}.`,
    suggestion: 'Run homemanager saga list to list the latest sagas with their IDs.',
  })
}

/** Whether the saga has passed its pivot and can only move forward. */
function isPastPivot(definition: SagaDefinition, saga: Saga): boolean {
  const pivot = definition.steps.find((step) => step.pivot)?.name
  return saga.steps.some((step) => step.name === pivot && step.state === 'done')
}
