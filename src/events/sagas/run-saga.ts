import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '../../stores/is-transient-error.js'
import { RetryLater } from '../event-handler.js'
import type { Queryable } from '../event-log.js'
import type { Saga, SagaDefinition, SagaStep } from './saga.js'
import { traceStep } from '../trace-events.js'
import { recordAttempt, setSagaState, setStepState } from './saga-records.js'

export interface RunSagaOptions {
  readonly db: Queryable
  readonly signal: AbortSignal
  /** Attempts of a step before the pivot until the saga is compensated; default 8. */
  readonly attempts?: number
  /** First delay between attempts, in milliseconds, doubled up to 30 times that; default 100. */
  readonly baseMs?: number
  /** Called before and after every step; for tests that end the process there. */
  readonly onStep?: (saga: Saga, step: string, when: 'before' | 'after') => Promise<void> | void
}

/**
 * Runs an unfinished saga to its end: all steps done, or all compensated. Its state is in PostgreSQL, so a call after a
 * crash resumes it. Rejects only if PostgreSQL is unreachable or `signal` is aborted.
 */
export async function runSaga(
  definition: SagaDefinition,
  saga: Saga,
  options: RunSagaOptions,
): Promise<void> {
  if (saga.state === 'running' && (await runSteps(definition, saga, options))) return
  await compensateSteps(definition, saga, options)
}

/** Runs the steps forward. Returns whether the saga is finished; if not, it must be compensated. */
async function runSteps(definition: SagaDefinition, saga: Saga, options: RunSagaOptions): Promise<boolean> {
  let canBeCalledOff = true
  for (const step of definition.steps) {
    if (getStepState(saga, step) !== 'done') {
      const failure = await tryStep(saga, step, 'run', options, canBeCalledOff)
      if (failure !== undefined) {
        await setStepState(options.db, saga.id, step.name, 'failed', failure)
        await setSagaState(options.db, saga.id, canBeCalledOff ? 'compensating' : 'failed', failure)
        return !canBeCalledOff
      }
      await setStepState(options.db, saga.id, step.name, 'done')
      await options.onStep?.(saga, step.name, 'after')
    }
    if (step.pivot) canBeCalledOff = false
  }
  await setSagaState(options.db, saga.id, 'completed')
  return true
}

/** Compensates every step before the pivot in reverse order, whatever its state: its run may have been interrupted. */
async function compensateSteps(
  definition: SagaDefinition,
  saga: Saga,
  options: RunSagaOptions,
): Promise<void> {
  for (const step of definition.steps.toReversed()) {
    if (step.compensate === undefined || getStepState(saga, step) === 'compensated') continue
    const failure = await tryStep(saga, step, 'compensate', options, false)
    if (failure !== undefined) return setSagaState(options.db, saga.id, 'failed', failure)
    await setStepState(options.db, saga.id, step.name, 'compensated')
    await options.onStep?.(saga, step.name, 'after')
  }
  const reason = saga.error ?? 'compensated'
  await setSagaState(options.db, saga.id, 'compensated', reason)
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
      const passes = error instanceof RetryLater || isTransientError(error)
      if ((countAll && !step.pivot) || !passes) counted++
      if (counted > attempts) return String(error)
    }
    await sleep(pause, undefined, { signal })
  }
}

function getStepState(saga: Saga, step: SagaStep): string {
  return saga.steps.find((record) => record.name === step.name)?.state ?? 'pending'
}
