import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import type { Dataset } from '../generator/create-dataset.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { readFingerprint } from '../read-fingerprint.js'
import type { SeedOptions } from './seed-options.js'
import type { SeedReport } from './seed-report.js'
import { NO_DIFFERENCES } from './seed-stores.js'

/** Reads a dataset back that was copied into empty stores at `since`, a `performance.now()`. */
export async function reportCopiedDataset(
  stores: Stores,
  { profile, seed, generators }: Dataset,
  { onReadBack }: SeedOptions,
  since: number,
): Promise<SeedReport> {
  const data = await createDataStores(stores, generators.entities)
  const { fingerprint, counts } = await readFingerprint(data, { onRead: onReadBack })
  return {
    profile: profile.name,
    seed,
    generator: GENERATOR_VERSION,
    ...NO_DIFFERENCES,
    counts,
    storedCounts: counts,
    fingerprint,
    unchanged: false,
    cached: true,
    elapsedMs: Math.round(performance.now() - since),
  }
}
