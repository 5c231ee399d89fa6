import { setImmediate as breathe } from 'node:timers/promises'
import { countRecords, SEEDED_ENTITIES, type RecordBatch } from '../../domain/seeded-entities.js'
import type { DataStore, SeedCheckpoint } from '../../stores/data-store.js'
import { CATEGORY_DOCUMENTS } from '../generator/category-documents.js'
import type { Dataset } from '../generator/create-dataset.js'
import { CoalescingWriter } from './coalescing-writer.js'

/** Longest stretch of generating before the stores' answers are looked at, milliseconds: until then an engine may idle. */
const MAX_GENERATION_MS = 2

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** Awaited before the families up to this one are written. */
  readonly waitToLoad?: (families: number) => Promise<void>
  /** Called after each batch with how many families are in. */
  readonly onProgress?: (done: number) => void
}

/**
 * Brings one store from where its mark says it is to the whole world. The next batch is made while the store takes those
 * before it; never more than these are in memory. Ends, well or not, with nothing being written any more.
 */
export async function loadDataset(
  store: DataStore,
  dataset: Dataset,
  checkpoint: SeedCheckpoint,
  options: LoadOptions = {},
): Promise<void> {
  const checkpoints = new CoalescingWriter<SeedCheckpoint>((reached) => store.writeCheckpoint(reached))
  /** Oldest first. Each ends after those before it. */
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

/** A mark stands for all batches up to its own: it is put when these are in, whichever of them was the last. */
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

async function generateBatch(
  store: DataStore,
  dataset: Dataset,
  from: number,
): Promise<{ readonly batch: RecordBatch; readonly next: number }> {
  const parts: RecordBatch[] =
    from === 0 && SEEDED_ENTITIES[store.name].includes('categories')
      ? [{ categories: CATEGORY_DOCUMENTS }]
      : []
  let size = 0
  let next = from
  let since = performance.now()
  while (next < dataset.families && size < store.recordsPerBatch) {
    const part = dataset.getRecords(store.name, next++)
    parts.push(part)
    size += countRecords(part)
    if (performance.now() - since < MAX_GENERATION_MS) continue
    await breathe()
    since = performance.now()
  }
  return { batch: mergeBatches(parts), next }
}

function mergeBatches(parts: readonly RecordBatch[]): RecordBatch {
  return {
    families: parts.flatMap((part) => part.families ?? []),
    users: parts.flatMap((part) => part.users ?? []),
    members: parts.flatMap((part) => part.members ?? []),
    events: parts.flatMap((part) => part.events ?? []),
    todos: parts.flatMap((part) => part.todos ?? []),
    categories: parts.flatMap((part) => part.categories ?? []),
    expenses: parts.flatMap((part) => part.expenses ?? []),
    budgets: parts.flatMap((part) => part.budgets ?? []),
  }
}
