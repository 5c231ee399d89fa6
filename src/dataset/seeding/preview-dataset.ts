import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import {
  mapStores,
  mapStoresAsync,
  STORE_NAMES,
  type PerStore,
  type StoreName,
} from '../../core/store-name.js'
import type { EntityPlural, RecordBatch } from '../../domain/entities/registry.js'
import { getStoreDriver } from '../../stores/registry.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { createGenerators, type WithExtensions } from '../generator/registry.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { Fingerprint, type DatasetFingerprint, combineFingerprints } from '../fingerprint.js'
import { createRecordCounts, type RecordCounts } from '../read-fingerprint.js'
import { readProfile } from '../profiles/read-profile.js'
import type { SeedOptions } from './seed-options.js'

/** A description of a dataset, made without any store: the output of `seed --dry-run --json`. */
export interface SeedPreview {
  readonly profile: string
  readonly seed: number
  /** Version of the generator. */
  readonly generator: number
  readonly counts: RecordCounts
  /** Size of the records in each store's format, without indexes. */
  readonly bytes: PerStore<number>
  /** The first record of each entity, as it would be read back. */
  readonly samples: Readonly<Partial<Record<EntityPlural, Readonly<Record<string, unknown>>>>>
  /** The fingerprints of the stores after seeding, if they contain no other records. */
  readonly fingerprint: DatasetFingerprint
}

/** Generates the dataset without writing it. Connects to no store. */
export async function previewDataset(
  options: WithExtensions &
    Pick<SeedOptions, 'profile' | 'seed' | 'families' | 'only' | 'cwd' | 'signal' | 'onProgress'>,
): Promise<SeedPreview> {
  const profile = await readProfile(options.profile ?? 'demo', options.cwd)
  const generators = createGenerators(options.extensions)
  const { entities } = generators
  const dataset = createDataset(generators, profile, options.seed ?? 1, options.families)
  const samples: Partial<Record<EntityPlural, Readonly<Record<string, unknown>>>> = {}
  const counts = createRecordCounts(entities)
  const bytes: Record<StoreName, number> = { ...mapStores(() => 0) }
  const fingerprints = mapStores(() => new Fingerprint())
  const converters = await mapStoresAsync((name) => getStoreDriver(name).loadRecordConverter())
  const addBatch = (store: StoreName, batch: RecordBatch): void => {
    for (const { kind, canonical, fields } of converters[store](batch, entities)) {
      if (kind === 'other') continue
      counts[kind]++
      bytes[store] += Buffer.byteLength(canonical, getStoreDriver(store).canonicalEncoding)
      fingerprints[store].add(canonical)
      samples[kind] ??= fields
    }
  }
  for (const store of STORE_NAMES) {
    if (options.only !== undefined && options.only !== store) continue
    addBatch(store, generators.getSharedRecords(store))
    await forEachFamily(dataset, options.signal, (family) => {
      addBatch(store, dataset.getRecords(store, family))
      options.onProgress?.({ store, done: family + 1, total: dataset.families })
    })
  }
  const digests = mapStores((store) => fingerprints[store].toString())
  return {
    profile: profile.name,
    seed: dataset.seed,
    generator: GENERATOR_VERSION,
    counts,
    bytes,
    samples,
    fingerprint: combineFingerprints(digests, entities),
  }
}

async function forEachFamily(
  dataset: Dataset,
  signal: AbortSignal | undefined,
  work: (family: number) => void,
): Promise<void> {
  for (let family = 0; family < dataset.families; family++) {
    work(family)
    if (family % 50 !== 0) continue
    signal?.throwIfAborted()
    await yieldToEventLoop()
  }
}
