import { setImmediate as breathe } from 'node:timers/promises'
import { batchSize, KINDS_OF_STORE, type RecordBatch } from '../domain/world-records.js'
import type { DataStore, SeedMark } from '../stores/data-store.js'
import { CATEGORY_DOCUMENTS } from '../world/category-documents.js'
import type { World } from '../world/create-world.js'
import { LatestOnly } from './latest-only.js'

/** Longest stretch of generating before the stores' answers are looked at, milliseconds: until then an engine may idle. */
const STRETCH_MS = 2

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** Awaited before the families up to this one are written. */
  readonly mayLoad?: (families: number) => Promise<void>
  /** Called after each batch with how many families are in. */
  readonly onProgress?: (done: number) => void
}

/**
 * Brings one store from where its mark says it is to the whole world. The next batch is made while the store takes those
 * before it; never more than these are in memory. Ends, well or not, with nothing being written any more.
 */
export async function loadWorld(
  store: DataStore,
  world: World,
  mark: SeedMark,
  options: LoadOptions = {},
): Promise<void> {
  const marks = new LatestOnly<SeedMark>((reached) => store.putMark(reached))
  /** Oldest first. Each ends after those before it. */
  const loading: Promise<void>[] = []
  let last = Promise.resolve()
  let done = mark.done
  try {
    while (done < world.families) {
      const { batch, next } = await nextBatch(store, world, done)
      while (loading.length >= store.batchesAtOnce) await loading.shift()
      options.signal?.throwIfAborted()
      last = loaded(store, batch, { ...mark, done: next, families: world.families }, last, marks, options)
      // Awaited later; until then a failure must not count as unhandled.
      last.catch(() => {})
      loading.push(last)
      done = next
    }
    await last
    await marks.written()
  } finally {
    await Promise.allSettled(loading)
    await Promise.allSettled([marks.written()])
  }
}

/** A mark stands for all batches up to its own: it is put when these are in, whichever of them was the last. */
async function loaded(
  store: DataStore,
  batch: RecordBatch,
  mark: SeedMark,
  before: Promise<void>,
  marks: LatestOnly<SeedMark>,
  options: LoadOptions,
): Promise<void> {
  await options.mayLoad?.(mark.done)
  await store.load(batch, mark, options.signal)
  await before
  if (!store.loadsMark) marks.put(mark)
  options.onProgress?.(mark.done)
}

async function nextBatch(
  store: DataStore,
  world: World,
  from: number,
): Promise<{ readonly batch: RecordBatch; readonly next: number }> {
  const parts: RecordBatch[] =
    from === 0 && KINDS_OF_STORE[store.name].includes('categories')
      ? [{ categories: CATEGORY_DOCUMENTS }]
      : []
  let size = 0
  let next = from
  let since = performance.now()
  while (next < world.families && size < store.batchRecords) {
    const part = world.recordsOf(store.name, next++)
    parts.push(part)
    size += batchSize(part)
    if (performance.now() - since < STRETCH_MS) continue
    await breathe()
    since = performance.now()
  }
  return { batch: merged(parts), next }
}

function merged(parts: readonly RecordBatch[]): RecordBatch {
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
