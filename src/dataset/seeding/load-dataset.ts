import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { countRecords, type RecordBatch } from '../../domain/entities/registry.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import { CoalescingWriter } from './coalescing-writer.js'

/** Milliseconds of generating before responses of the stores are handled; until then an engine may be idle. */
const MAX_GENERATION_MS = 2

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** Awaited before each batch, with the number of families that will have been loaded after it. */
  readonly waitToLoad?: (families: number) => Promise<void>
  /** Called after each batch with the number of families loaded so far. */
  readonly onProgress?: (done: number) => void
}

/**
 * Loads the dataset into one store, starting at the checkpoint. The next batch is generated while the store writes the
 * previous ones; only these are in memory. No write is pending when the promise settles, even if it rejects.
 */
export async function loadDataset(
  store: DataStore,
  dataset: Dataset,
  checkpoint: SeedCheckpoint,
  options: LoadOptions = {},
): Promise<void> {
  const checkpoints = new CoalescingWriter<SeedCheckpoint>((reached) => store.writeCheckpoint(reached))
  /** Oldest first. Each settles after the ones before it. */
  const loading: Promise<void>[] = []
  let last = Promise.resolve()
  let done = checkpoint.done
  try {
    while (done < dataset.families) {
      const { batch, next } = await generateBatch(store, dataset, done)
      while (loading.length >= store.maxConcurrentBatches) await loading.shift()
      options.signal?.throwIfAborted()
      last = loadBatch(
        store,
        batch,
        { ...checkpoint, done: next, families: dataset.families },
        last,
        checkpoints,
        options,
      )
      // Awaited later; until then a failure must not count as unhandled.
      last.catch(() => {})
      loading.push(last)
      done = next
    }
    await last
    await checkpoints.flush()
  } finally {
    await Promise.allSettled(loading)
    await Promise.allSettled([checkpoints.flush()])
  }
}

/** A checkpoint covers all batches up to its own, so it is written only after all of them, in whatever order they finish. */
async function loadBatch(
  store: DataStore,
  batch: RecordBatch,
  checkpoint: SeedCheckpoint,
  before: Promise<void>,
  checkpoints: CoalescingWriter<SeedCheckpoint>,
  options: LoadOptions,
): Promise<void> {
  await options.waitToLoad?.(checkpoint.done)
  await store.load(batch, checkpoint, options.signal)
  await before
  if (!store.checkpointsAtomically) checkpoints.write(checkpoint)
  options.onProgress?.(checkpoint.done)
}

/** The records that `loadDataset` writes first, from family `from` on. */
export async function generateBatch(
  store: DataStore,
  dataset: Dataset,
  from: number,
): Promise<{ readonly batch: RecordBatch; readonly next: number }> {
  const batches: RecordBatch[] = from === 0 ? [dataset.generators.getSharedRecords(store.name)] : []
  let size = 0
  let next = from
  let resumed = performance.now()
  while (next < dataset.families && size < store.recordsPerBatch) {
    const records = dataset.getRecords(store.name, next++)
    batches.push(records)
    size += countRecords(records)
    if (performance.now() - resumed < MAX_GENERATION_MS) continue
    await yieldToEventLoop()
    resumed = performance.now()
  }
  return { batch: mergeBatches(store, batches), next }
}

/** The records of all batches, in the order of writing. */
export function mergeBatches({ name, entities }: DataStore, batches: readonly RecordBatch[]): RecordBatch {
  return Object.fromEntries(
    entities
      .ofStore(name)
      .map(({ plural }) => [plural, batches.flatMap<object>((batch) => batch[plural] ?? [])]),
  )
}
