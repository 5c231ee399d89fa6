import { setImmediate as breathe } from 'node:timers/promises'
import { STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import { KINDS_OF_STORE, type RecordBatch, type RecordKind } from '../domain/world-records.js'
import { STORED_RECORDS } from '../stores/stored-records.js'
import { CATEGORY_DOCUMENTS } from '../world/category-documents.js'
import { createWorld, type World } from '../world/create-world.js'
import { GENERATOR_VERSION } from '../world/generator-version.js'
import { Fingerprint, type WorldFingerprint, worldFingerprint } from './fingerprint.js'
import { noRecords, type RecordCounts } from './read-fingerprint.js'
import { readProfile } from './read-profile.js'
import type { SeedOptions } from './seed-stores.js'

/** What a world is, without any store: the answer of `seed --dry-run --json`. */
export interface SeedPreview {
  readonly profile: string
  readonly seed: number
  /** Version of the generator. */
  readonly generator: number
  readonly counts: RecordCounts
  /** Size of the records in each store's own form, without its indexes. */
  readonly bytes: PerStore<number>
  /** The first record of each kind, as it would be read back. */
  readonly samples: Readonly<Partial<Record<RecordKind, Readonly<Record<string, unknown>>>>>
  /** What the stores' fingerprints will be if they hold nothing else. */
  readonly fingerprint: WorldFingerprint
}

/** Makes the world and throws it away. Connects to nothing. */
export async function previewWorld(
  options: Pick<SeedOptions, 'profile' | 'seed' | 'families' | 'only' | 'folder' | 'signal' | 'onProgress'>,
): Promise<SeedPreview> {
  const profile = await readProfile(options.profile ?? 'demo', options.folder)
  const world = createWorld(profile, options.seed ?? 1, options.families)
  const samples: Partial<Record<RecordKind, Readonly<Record<string, unknown>>>> = {}
  const counts = noRecords()
  const bytes = { postgres: 0, dynamodb: 0, mongo: 0 }
  const prints = { postgres: new Fingerprint(), dynamodb: new Fingerprint(), mongo: new Fingerprint() }
  const note = (store: StoreName, batch: RecordBatch): void => {
    for (const { kind, canonical, fields } of STORED_RECORDS[store](batch)) {
      if (kind === 'other') continue
      counts[kind]++
      // Each character of a document's text stands for a byte of its BSON.
      bytes[store] += store === 'mongo' ? canonical.length : Buffer.byteLength(canonical)
      prints[store].add(canonical)
      samples[kind] ??= fields
    }
  }
  for (const store of STORE_NAMES) {
    if (options.only !== undefined && options.only !== store) continue
    if (KINDS_OF_STORE[store].includes('categories')) note(store, { categories: CATEGORY_DOCUMENTS })
    await eachFamily(world, options.signal, (family) => {
      note(store, world.recordsOf(store, family))
      options.onProgress?.({ store, done: family + 1, total: world.families })
    })
  }
  const digests = {
    postgres: prints.postgres.toString(),
    dynamodb: prints.dynamodb.toString(),
    mongo: prints.mongo.toString(),
  }
  return {
    profile: profile.name,
    seed: world.seed,
    generator: GENERATOR_VERSION,
    counts,
    bytes,
    samples,
    fingerprint: worldFingerprint(digests),
  }
}

async function eachFamily(
  world: World,
  signal: AbortSignal | undefined,
  work: (family: number) => void,
): Promise<void> {
  for (let family = 0; family < world.families; family++) {
    work(family)
    if (family % 50 !== 0) continue
    signal?.throwIfAborted()
    await breathe()
  }
}
