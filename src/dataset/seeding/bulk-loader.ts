import type { StoreName } from '../../core/store-name.js'
import { countRecords, type RecordBatch } from '../../domain/entities/registry.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { getCheckpointKey } from '../dataset-key.js'
import type { Dataset } from '../generator/create-dataset.js'
import { generateBatch, type LoadOptions } from './load-dataset.js'

/** Loads a complete dataset into an empty store at once, instead of batch by batch. */
export interface BulkLoader {
  /** With fewer records, batches take less time. */
  readonly minRecords: number
  /** Whether the store has nothing but the checkpoint of the dataset with this key. */
  isPossible(dataset: string): Promise<boolean>
  /** The records appear in the store with the checkpoint, all or, if it resolves to false, none: another program has written to it. */
  load(batches: AsyncIterable<RecordBatch>, checkpoint: SeedCheckpoint, signal: AbortSignal): Promise<boolean>
}

/** For the stores that have one. */
export type BulkLoaders = Readonly<Partial<Record<StoreName, BulkLoader>>>

/** Loads the dataset with the bulk loader, if there is one and it is worth it. False if batches must be loaded. */
export async function loadInBulk(
  loader: BulkLoader | undefined,
  store: DataStore,
  dataset: Dataset,
  checkpoint: SeedCheckpoint,
  { signal = new AbortController().signal, onProgress }: LoadOptions,
): Promise<boolean> {
  if (loader === undefined || checkpoint.done > 0) return false
  if ((await estimateRecords(store, dataset)) < loader.minRecords) return false
  if (!(await loader.isPossible(getCheckpointKey(checkpoint)))) return false
  const { families } = dataset
  async function* batches(): AsyncGenerator<RecordBatch> {
    for (let done = 0; done < families;) {
      signal.throwIfAborted()
      const { batch, next } = await generateBatch(store, dataset, done)
      yield batch
      done = next
      // None of them is in the store yet.
      onProgress?.(Math.min(done, families - 1))
    }
  }
  const loaded = await loader.load(batches(), { ...checkpoint, done: families, families }, signal)
  if (loaded) onProgress?.(families)
  return loaded
}

/** By the records of the first families. */
async function estimateRecords(store: DataStore, dataset: Dataset): Promise<number> {
  const { batch, next } = await generateBatch(store, dataset, 0)
  return (countRecords(batch) / next) * dataset.families
}
