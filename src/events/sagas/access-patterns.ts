import { definePattern, type StorePattern } from '../../stores/contracts/access-pattern.js'

/** Selects sagas with their steps. */
export const SELECT_SAGAS = `SELECT s.id, s.kind, s.subject, s.state, s.data, s.error, s.created_at, s.updated_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
     'name', t.name, 'state', t.state, 'attempts', t.attempts, 'error', t.error) ORDER BY t.step), '[]')
   FROM platform.saga_steps t WHERE t.saga_id = s.id) AS steps
FROM platform.sagas s`

export const unfinishedSagas = definePattern({
  name: 'saga.unfinished',
  store: 'postgres',
  summary: 'unfinished sagas, oldest first',
  index: 'sagas_unfinished_idx',
  request: () => ({
    text: `${SELECT_SAGAS} WHERE s.state IN ('running', 'compensating') ORDER BY s.created_at LIMIT 100`,
    values: [],
  }),
  sample: () => [],
})

/** Inserts nothing if the saga exists or another of its kind is active for the subject. */
export const newSaga = definePattern({
  name: 'saga.of-subject',
  store: 'postgres',
  summary: 'a new saga, unless one is active for the record',
  index: 'sagas_subject_idx',
  request: (saga: {
    readonly id: string
    readonly kind: string
    readonly subject: string
    readonly correlationId: string
    readonly traceparent?: string | undefined
    readonly steps: readonly string[]
  }) => ({
    text: `WITH created AS (
  INSERT INTO platform.sagas (id, kind, subject, state, data)
  SELECT $1, $2, $3, 'running', $4
  WHERE NOT EXISTS (SELECT 1 FROM platform.sagas
    WHERE kind = $2 AND subject = $3 AND state IN ('running', 'compensating', 'failed'))
  ON CONFLICT (id) DO NOTHING RETURNING id)
INSERT INTO platform.saga_steps (saga_id, step, name, state)
SELECT created.id, n, name, 'pending' FROM created, unnest($5::text[]) WITH ORDINALITY AS steps (name, n)`,
    values: [
      saga.id,
      saga.kind,
      saga.subject,
      { correlationid: saga.correlationId, traceparent: saga.traceparent },
      saga.steps,
    ],
  }),
  sample: (s) => [{ id: s.event, kind: 'none', subject: s.family, correlationId: s.event, steps: [] }],
})

export const sagaById = definePattern({
  name: 'saga.steps',
  store: 'postgres',
  summary: 'a saga with its steps',
  index: 'saga_steps_pkey',
  request: (id: string) => ({ text: `${SELECT_SAGAS} WHERE s.id = $1`, values: [id] }),
  sample: (s) => [s.event],
})

/** The access patterns of sagas, in the order in which `explain` runs them. */
export const SAGA_PATTERNS: readonly StorePattern<'postgres'>[] = [unfinishedSagas, newSaga, sagaById]
