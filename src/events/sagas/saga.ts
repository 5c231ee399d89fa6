export type SagaState = 'running' | 'compensating' | 'completed' | 'compensated' | 'failed'
export type SagaStepState = 'pending' | 'done' | 'failed' | 'compensated'

/** A saga as it stands in PostgreSQL. */
export interface Saga {
  readonly id: string
  readonly kind: string
  /** What it is about: for a family deletion the family's id. */
  readonly subject: string
  readonly state: SagaState
  readonly correlationId: string
  /** The last error, while there is one. */
  readonly error: string | undefined
  readonly createdAt: string
  readonly updatedAt: string
  readonly steps: readonly SagaStepRecord[]
}

export interface SagaStepRecord {
  readonly name: string
  readonly state: SagaStepState
  readonly attempts: number
  readonly error: string | undefined
}

/**
 * One step. `run` and `compensate` may be called again after they were done, or were done in part: a process can die
 * anywhere. `compensate` must also undo a `run` of which nothing is known.
 */
export interface SagaStep {
  readonly name: string
  run(saga: Saga): Promise<void>
  /** Only steps before the pivot have one. */
  compensate?(saga: Saga): Promise<void>
  /** The step that decides: before it everything can be called off, after it everything goes forward. */
  readonly pivot?: boolean
}

export interface SagaDefinition {
  readonly kind: string
  readonly steps: readonly SagaStep[]
}
