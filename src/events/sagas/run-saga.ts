import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '../../stores/is-transient-error.js'
import { RetryLater } from '../event-handler.js'
import type { Queryable } from '../event-log.js'
import type { Saga, SagaDefinition, SagaStep } from './saga.js'
import { recordAttempt, setSagaState, setStepState } from './saga-records.js'

export interface RunSagaOptions {
  readonly db: Queryable
  readonly signal: AbortSignal
  /** How often a step before the pivot is tried before the saga is called off; default 8. */
  readonly attempts?: number
  /** First pause between attempts, milliseconds, doubling up to 30 times that; default 100. */
  readonly baseMs?: number
  /** Told of every step before and after it runs; for tests that end the process there. */
  readonly onStep?: (saga: Saga, step: string, when: 'before' | 'after') => Promise<void> | void
}

/**
 * Takes an unfinished saga to its end: all steps done, or all undone. Where it stands is in PostgreSQL; whoever calls
 * this after a crash goes on from there. Rejects only when PostgreSQL is away or `signal` is aborted.
 */
export async function runSaga(
  definition: SagaDefinition,
  saga: Saga,
  options: RunSagaOptions,
): Promise<void> {
  if (saga.state === 'running' && (await runSteps(definition, saga, options))) return
  await compensateSteps(definition, saga, options)
}

/** Whether the saga is finished; if not, it is being called off. */
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

/** Undoes every step before the pivot, the last first, whatever is known of it: its run may have died half-way. */
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
  const reason = saga.error ?? 'called off'
  await setSagaState(options.db, saga.id, 'compensated', reason)
}

/**
 * Tries until it is done. Gives up, with the reason, after `attempts` failures; a store that is away counts only while
 * the saga can still be called off.
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
      await step[what]?.(saga)
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
