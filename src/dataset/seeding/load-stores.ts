import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { isAbortError } from '../../core/is-abort-error.js'
import type { StoreName } from '../../core/store-name.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import { type BulkLoaders, loadInBulk } from './bulk-loader.js'
import { generateBatch, loadDataset } from './load-dataset.js'
import { ProgressGate } from './progress-gate.js'
import { rehearseLoad } from './rehearse-load.js'
import { throwFailures } from './throw-failures.js'
import { toSeedingError } from './to-seeding-error.js'

export interface SeedProgress {
  readonly store: StoreName
  /** Number of families loaded so far, of `total`. */
  readonly done: number
  readonly total: number
}

export interface LoadAllOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SeedProgress) => void
  readonly bulkLoaders?: BulkLoaders
}

/** Before any store is written: a constraint of one store would leave the others loaded. */
export async function rehearseFirstBatches(
  pending: readonly PendingStore[],
  dataset: Dataset,
): Promise<void> {
  await Promise.all(
    pending.map(async ({ store, checkpoint }) => {
      if (checkpoint.done > 0) return
      await rehearseLoad(store, (await generateBatch(store, dataset, 0)).batch)
    }),
  )
}

export interface PendingStore {
  readonly store: DataStore
  readonly checkpoint: SeedCheckpoint
}

/**
 * Loads the stores concurrently. The event log stays behind the todos: a running consumer that receives a
 * large expense's event before its review todo exists would create the todo itself, with an event that is not part of the
 * dataset. If one store fails, the others stop, and the error is thrown when no write is pending.
 */
export async function loadAll(
  pending: readonly PendingStore[],
  dataset: Dataset,
  options: LoadAllOptions,
): Promise<void> {
  const todos = pending.find(({ store }) => store.name === BUNDLED_ENTITIES.get('todo').place.store)
  const todosLoaded = new ProgressGate(todos?.checkpoint.done ?? dataset.families)
  const failed = new AbortController()
  const failures: unknown[] = []
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])])
  await Promise.allSettled(
    pending.map(async ({ store, checkpoint }) => {
      const isTodoStore = store === todos?.store
      // The progress of an interrupted run.
      options.onProgress?.({ store: store.name, done: checkpoint.done, total: dataset.families })
      try {
        await store.writeCheckpoint({ ...checkpoint, families: dataset.families })
        const onProgress = (done: number): void =>
          options.onProgress?.({ store: store.name, done, total: dataset.families })
        const loader = options.bulkLoaders?.[store.name]
        if (await loadInBulk(loader, store, dataset, checkpoint, { signal, onProgress })) {
          if (isTodoStore) todosLoaded.advance(dataset.families)
          return
        }
        await loadDataset(store, dataset, checkpoint, {
          signal,
          ...(store.name === BUNDLED_ENTITIES.get('event').place.store
            ? { waitToLoad: async (families: number) => todosLoaded.waitFor(families) }
            : {}),
          onProgress: (done) => {
            if (isTodoStore) todosLoaded.advance(done)
            onProgress(done)
          },
        })
      } catch (error) {
        const stopped = isAbortError(error, failed.signal)
        const failure = stopped || options.signal?.aborted ? error : toSeedingError(store.name, error, 'load')
        // Also if it was stopped: another store may be waiting for its progress.
        if (isTodoStore) todosLoaded.abort(failure)
        if (stopped) return
        failures.push(failure)
        failed.abort(failure)
      }
    }),
  )
  throwFailures(failures)
}
