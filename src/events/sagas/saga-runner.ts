import { runSaga, type RunSagaOptions } from './run-saga.js'
import type { SagaDefinition } from './saga.js'
import { listUnfinishedSagas } from './saga-records.js'

export interface SagaRunnerOptions extends RunSagaOptions {
  readonly sagas: readonly SagaDefinition[]
  /** Called when a saga has ended. */
  readonly onEnd: () => void
  /** Called if a saga must be started again, because PostgreSQL is unreachable. */
  readonly onError: (error: unknown) => void
}

export interface SagaRunner {
  /** Starts the unfinished sagas that do not run, and resolves to whether there were any. */
  start(): Promise<boolean>
  /** Waits for those that run. */
  settle(): Promise<void>
}

/** Runs the unfinished sagas of the kinds that it knows, each on its own: one that must wait does not hold back others. */
export function createSagaRunner(options: SagaRunnerOptions): SagaRunner {
  const { db, sagas, signal, onEnd, onError } = options
  const definitions = new Map(sagas.map((definition) => [definition.kind, definition]))
  const running = new Map<string, Promise<void>>()
  return {
    async start() {
      // One that ends while they are listed is listed as it was before.
      const before = new Set(running.keys())
      let started = false
      for (const saga of await listUnfinishedSagas(db)) {
        const definition = definitions.get(saga.kind)
        if (definition === undefined || before.has(saga.id)) continue
        started = true
        const run = runSaga(definition, saga, options)
          .then(onEnd, (error: unknown) => {
            if (!signal.aborted) onError(error)
          })
          .finally(() => running.delete(saga.id))
        running.set(saga.id, run)
      }
      return started
    },
    async settle() {
      await Promise.all(running.values())
    },
  }
}
