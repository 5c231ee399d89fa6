import type { Queryable } from '../event-log.js'
import { newSaga, sagaById, SELECT_SAGAS, unfinishedSagas } from './access-patterns.js'
import type { Saga, SagaDefinition, SagaState, SagaStepRecord, SagaStepState } from './saga.js'

interface SagaRow {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly state: SagaState
  readonly data: { readonly correlationid?: string; readonly traceparent?: string }
  readonly error: string | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly steps: readonly (Omit<SagaStepRecord, 'error'> & { readonly error: string | null })[]
}

export interface NewSaga {
  readonly id: string
  readonly subject: string
  readonly correlationId: string
  /** The span that requested it. */
  readonly traceparent?: string | undefined
}

/** Inserts a saga with all its steps. Does nothing if it exists or another of its kind is running for the subject. */
export async function createSaga(db: Queryable, definition: SagaDefinition, saga: NewSaga): Promise<void> {
  const { kind, steps } = definition
  await db.query(newSaga.request({ ...saga, kind, steps: steps.map((step) => step.name) }))
}

/** Lists unfinished sagas, oldest first. */
export async function listUnfinishedSagas(db: Queryable): Promise<readonly Saga[]> {
  const { rows } = await db.query<SagaRow>(unfinishedSagas.request())
  return rows.map(toSaga)
}

/** Lists the latest sagas, newest first. */
export async function listRecentSagas(db: Queryable, limit: number): Promise<readonly Saga[]> {
  const { rows } = await db.query<SagaRow>(`${SELECT_SAGAS} ORDER BY s.created_at DESC, s.id DESC LIMIT $1`, [
    limit,
  ])
  return rows.map(toSaga)
}

export async function findSaga(db: Queryable, id: string): Promise<Saga | undefined> {
  const { rows } = await db.query<SagaRow>(sagaById.request(id))
  return rows[0] && toSaga(rows[0])
}

export async function setSagaState(
  db: Queryable,
  id: string,
  state: SagaState,
  error?: string,
): Promise<void> {
  await db.query('UPDATE platform.sagas SET state = $2, error = $3, version = version + 1 WHERE id = $1', [
    id,
    state,
    error ?? null,
  ])
}

/** Counts an attempt before it is made, so that an attempt that ends the process counts too. */
export async function recordAttempt(db: Queryable, id: string, step: string): Promise<number> {
  const { rows } = await db.query<{ attempts: number }>(
    `UPDATE platform.saga_steps SET attempts = attempts + 1, started_at = coalesce(started_at, now())
     WHERE saga_id = $1 AND name = $2 RETURNING attempts`,
    [id, step],
  )
  return rows[0]?.attempts ?? 0
}

export async function setStepState(
  db: Queryable,
  id: string,
  step: string,
  state: Exclude<SagaStepState, 'compensated'>,
  error?: string,
): Promise<void> {
  await db.query(
    `UPDATE platform.saga_steps SET state = $3, error = $4,
       finished_at = CASE WHEN $3 = 'done' THEN now() END
     WHERE saga_id = $1 AND name = $2`,
    [id, step, state, error ?? null],
  )
}

/** Records why the last attempt failed. */
export async function setStepError(db: Queryable, id: string, step: string, error: string): Promise<void> {
  await db.query('UPDATE platform.saga_steps SET error = $3 WHERE saga_id = $1 AND name = $2', [
    id,
    step,
    error,
  ])
}

/** A compensated step has no error, except the step that failed: it has again the reason of the compensation. */
export async function setStepCompensated(db: Queryable, id: string, step: string): Promise<void> {
  await db.query(
    `UPDATE platform.saga_steps t SET state = 'compensated', finished_at = now(),
       error = CASE WHEN t.state = 'failed' THEN s.error END
     FROM platform.sagas s WHERE s.id = t.saga_id AND t.saga_id = $1 AND t.name = $2`,
    [id, step],
  )
}

/** Resets a saga to `state` and its attempts to zero, so that it is run again. One that compensates keeps its reason. */
export async function resetSaga(db: Queryable, id: string, state: 'running' | 'compensating'): Promise<void> {
  await db.query(
    `WITH saga AS (
       UPDATE platform.sagas SET state = $2, version = version + 1,
         error = CASE WHEN $2 = 'compensating' THEN error END
       WHERE id = $1 RETURNING id, error)
     UPDATE platform.saga_steps t SET attempts = 0,
       error = CASE t.state WHEN 'failed' THEN saga.error WHEN 'compensated' THEN t.error END,
       state = CASE WHEN t.state = 'done' OR $2 = 'compensating' THEN t.state ELSE 'pending' END
     FROM saga WHERE saga_id = saga.id`,
    [id, state],
  )
}

function toSaga(row: SagaRow): Saga {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    correlationId: row.data.correlationid ?? row.id,
    ...(row.data.traceparent === undefined ? {} : { traceparent: row.data.traceparent }),
    error: row.error ?? undefined,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    steps: row.steps.map((step) => ({ ...step, error: step.error ?? undefined })),
  }
}
