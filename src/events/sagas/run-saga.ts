import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '../../stores/is-transient-error.js'
import { RetryLater } from '../event-handler.js'
import type { Queryable } from '../event-log.js'
import type { Saga, SagaDefinition, SagaState, SagaStep } from './saga.js'
import { traceStep } from '../trace-events.js'
import {
  recordAttempt,
  setSagaState,
  setStepCompensated,
  setStepError,
  setStepState,
} from './saga-records.js'

export interface RunSagaOptions {
  readonly db: Queryable
  readonly signal: AbortSignal
  /** Attempts of a step before the pivot until the saga is compensated; default 8. */
  readonly attempts?: number
  /** First delay between attempts, in milliseconds, doubled up to 30 times that; default 100. */
  readonly baseMs?: number
  /** Called when a saga has been compensated or has failed, with its error. */
  readonly onFailure?: (saga: Saga) => void
  /** Called before and after every step; for tests that end the process there. */
  readonly onStep?: (saga: Saga, step: string, when: 'before' | 'after') => Promise<void> | void
}

/** What may be set for all sagas. */
export type SagaOptions = Omit<RunSagaOptions, 'db' | 'signal'>

/**
 * Runs an unfinished saga to its end: all steps done, or all compensated. Its state is in PostgreSQL, so a call after a
 * crash resumes it. Rejects only if PostgreSQL is unreachable or `signal` is aborted.
 */
export async function runSaga(
  definition: SagaDefinition,
  saga: Saga,
  options: RunSagaOptions,
): Promise<void> {
  const run = saga.state === 'running' ? await runSteps(definition, saga, options) : saga
  const ended = run.state === 'compensating' ? await compensateSteps(definition, run, options) : run
  if (ended.state !== 'completed') options.onFailure?.(ended)
}

/** Runs the steps forward. If one fails, the saga must be compensated, or has failed after the pivot. */
async function runSteps(definition: SagaDefinition, saga: Saga, options: RunSagaOptions): Promise<Saga> {
  let canBeCalledOff = true
  for (const step of definition.steps) {
    if (getStepState(saga, step) !== 'done') {
      const failure = await tryStep(saga, step, 'run', options, canBeCalledOff)
      if (failure !== undefined) {
        await setStepState(options.db, saga.id, step.name, 'failed', failure)
        return changeState({ ...saga, error: failure }, canBeCalledOff ? 'compensating' : 'failed', options)
      }
      await setStepState(options.db, saga.id, step.name, 'done')
      await options.onStep?.(saga, step.name, 'after')
    }
    if (step.pivot) canBeCalledOff = false
  }
  return changeState(saga, 'completed', options)
}

/** Compensates every step before the pivot in reverse order, whatever its state: its run may have been interrupted. */
async function compensateSteps(
  definition: SagaDefinition,
  saga: Saga,
  options: RunSagaOptions,
): Promise<Saga> {
  for (const step of definition.steps.toReversed()) {
    if (step.compensate === undefined || getStepState(saga, step) === 'compensated') continue
    const failure = await tryStep(saga, step, 'compensate', options, false)
    if (failure !== undefined) return changeState(saga, 'failed', options)
    await setStepCompensated(options.db, saga.id, step.name)
    await options.onStep?.(saga, step.name, 'after')
  }
  return changeState(saga, 'compensated', options)
}

/** The error stays: it is why the saga is compensated. */
async function changeState(saga: Saga, state: SagaState, { db }: RunSagaOptions): Promise<Saga> {
  await setSagaState(db, saga.id, state, saga.error)
  return { ...saga, state }
}

/**
 * Retries a step until it succeeds. Returns the error after `attempts` failures; an unreachable store counts only while
 * the saga can still be compensated.
 */
async function tryStep(
  saga: Saga,
  step: SagaStep,
  what: 'run' | 'compensate',
  options: RunSagaOptions,
  countAll: boolean,
): Promise<string | undefined> {
  const { attempts = 8, baseMs = 100, signal } = options
  for (let counted = 1, pause = baseMs; ; pause = Math.min(pause * 2, baseMs * 30)) {
    signal.throwIfAborted()
    await recordAttempt(options.db, saga.id, step.name)
    await options.onStep?.(saga, step.name, 'before')
    try {
      await traceStep(saga, step.name, what, async () => step[what]?.(saga))
      return undefined
    } catch (error) {
      signal.throwIfAborted()
      const failure = String(error)
      await setStepError(options.db, saga.id, step.name, failure)
      const passes = error instanceof RetryLater || isTransientError(error)
      if ((countAll && !step.pivot) || !passes) counted++
      if (counted > attempts) return failure
    }
    await sleep(pause, undefined, { signal })
  }
}

function getStepState(saga: Saga, step: SagaStep): string {
  return saga.steps.find((record) => record.name === step.name)?.state ?? 'pending'
}
