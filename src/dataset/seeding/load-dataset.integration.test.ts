import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { BUNDLED_GENERATORS } from '../generator/registry.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { serializeProfile } from '../profiles/stored-profile.js'
import { loadDataset } from './load-dataset.js'
import { readProfile } from '../profiles/read-profile.js'
import { getDatasetKey } from '../dataset-key.js'

const FAMILIES = 60

test.each(['dynamodb', 'mongo'] as const)(
  'with overlapping batches in %s, a checkpoint is never ahead of the written records',
  async (name) => {
    await using migrated = await createMigratedStores()
    const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, FAMILIES)
    const watched = watchStore((await createDataStores(migrated.stores, BUNDLED_ENTITIES))[name])
    await loadDataset(watched.store, dataset, createCheckpoint(dataset))
    expect(watched.hasOverlapped()).toBe(true)
    expect(watched.checkpoints.at(-1)?.done).toBe(FAMILIES)
    for (const { done, writtenBefore } of watched.checkpoints)
      expect(writtenBefore).toBeGreaterThanOrEqual(done)
    expect(await watched.store.readCheckpoints()).toEqual([{ ...createCheckpoint(dataset), done: FAMILIES }])
  },
)

test('after a batch fails, no write is pending and the checkpoint is before that batch', async () => {
  await using migrated = await createMigratedStores()
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, FAMILIES)
  const watched = watchStore((await createDataStores(migrated.stores, BUNDLED_ENTITIES)).mongo, 20)
  await expect(loadDataset(watched.store, dataset, createCheckpoint(dataset))).rejects.toThrow('broken')
  expect(watched.countRunning()).toBe(0)
  const checkpoints = watched.checkpoints.length
  await sleep(50)
  expect(watched.checkpoints).toHaveLength(checkpoints)
  const reached = watched.checkpoints.at(-1)?.done ?? 0
  expect(reached).toBeLessThan(20)
  // A rerun loads the rest.
  const rerun = watchStore((await createDataStores(migrated.stores, BUNDLED_ENTITIES)).mongo)
  await loadDataset(rerun.store, dataset, { ...createCheckpoint(dataset), done: reached })
  expect(await rerun.store.readCheckpoints()).toMatchObject([{ done: FAMILIES }])
})

test('an aborted load rejects with the reason and leaves no write pending', async () => {
  await using migrated = await createMigratedStores()
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, FAMILIES)
  const watched = watchStore((await createDataStores(migrated.stores, BUNDLED_ENTITIES)).dynamodb)
  const abort = new AbortController()
  const loading = loadDataset(watched.store, dataset, createCheckpoint(dataset), {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  })
  await expect(loading).rejects.toThrow('enough')
  expect(watched.countRunning()).toBe(0)
  expect((await watched.store.readCheckpoints())[0]?.done ?? 0).toBeLessThan(FAMILIES)
})

function createCheckpoint(dataset: Dataset): SeedCheckpoint {
  const { profile, seed } = dataset
  const content = serializeProfile(profile)
  const name = profile.name
  return {
    world: getDatasetKey(dataset),
    profile: name,
    content,
    seed,
    generator: GENERATOR_VERSION,
    done: 0,
    families: FAMILIES,
  }
}

interface WatchedStore {
  readonly store: DataStore
  /** Each checkpoint, with the number of families that had been written completely at that time. */
  readonly checkpoints: { readonly done: number; readonly writtenBefore: number }[]
  countRunning(): number
  hasOverlapped(): boolean
}

/** The store with small batches, every other one delayed. The batch that contains family `broken` fails. */
function watchStore(store: DataStore, broken = Infinity): WatchedStore {
  const checkpoints: WatchedStore['checkpoints'] = []
  const open = new Set<number>()
  let started = 0
  let maxOpen = 0
  return {
    checkpoints,
    countRunning: () => open.size,
    hasOverlapped: () => maxOpen > 1,
    store: {
      ...store,
      recordsPerBatch: 60,
      maxConcurrentBatches: 4,
      async load(batch, checkpoint, signal) {
        open.add(started)
        const from = started
        started = checkpoint.done
        maxOpen = Math.max(maxOpen, open.size)
        try {
          await sleep((open.size % 2) * 20)
          if (from <= broken && broken < checkpoint.done) throw new Error('broken')
          await store.load(batch, checkpoint, signal)
        } finally {
          open.delete(from)
        }
      },
      async writeCheckpoint(checkpoint) {
        checkpoints.push({ done: checkpoint.done, writtenBefore: Math.min(started, ...open) })
        await store.writeCheckpoint(checkpoint)
      },
    },
  }
}
