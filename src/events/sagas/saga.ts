export type SagaState = 'running' | 'compensating' | 'completed' | 'compensated' | 'failed'
export type SagaStepState = 'pending' | 'done' | 'failed' | 'compensated'

/** A saga as stored in PostgreSQL. */
export interface Saga {
  readonly id: string
  readonly kind: string
  /** The record that the saga works on; for a family deletion the family id. */
  readonly subject: string
  readonly state: SagaState
  readonly correlationId: string
  /** `traceparent` of the span that requested it, if that was traced. */
  readonly traceparent?: string
  /** The error of the step that failed: why the saga was compensated, or has failed. */
  readonly error: string | undefined
  readonly createdAt: string
  readonly updatedAt: string
  readonly steps: readonly SagaStepRecord[]
}

export interface SagaStepRecord {
  readonly name: string
  readonly state: SagaStepState
  readonly attempts: number
  /** The error of the last attempt, if it failed. */
  readonly error: string | undefined
}

/**
 * A step. `run` and `compensate` must be idempotent: they may be called again after they completed or were interrupted.
 * `compensate` must also undo a `run` whose result is unknown.
 */
export interface SagaStep {
  readonly name: string
  run(saga: Saga): Promise<void>
  /** Only for steps before the pivot. */
  compensate?(saga: Saga): Promise<void>
  /** The point of no return: before it the saga can be compensated, after it the saga only moves forward. */
  readonly pivot?: boolean
}

export interface SagaDefinition {
  readonly kind: string
  readonly steps: readonly SagaStep[]
}

/** A line for the log: what became of a saga that did not complete, and why. */
export function describeSagaFailure({ id, kind, subject, state, error }: Saga): string {
  const outcome = state === 'compensated' ? 'was compensated' : 'failed'
  return `Saga ${id} (${kind} of ${subject}) ${outcome}: ${error ?? 'the reason is not known'}`
}
