import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { migratedStores } from '../../test/support/migrated-stores.js'
import type { DataStore, SeedMark } from '../stores/data-store.js'
import { dataStoresOf } from '../stores/data-stores-of.js'
import { createWorld, type World } from '../world/create-world.js'
import { GENERATOR_VERSION } from '../world/generator-version.js'
import { loadWorld } from './load-world.js'
import { readProfile } from './read-profile.js'
import { worldKey } from './world-key.js'

const FAMILIES = 60

test.each(['dynamodb', 'mongo'] as const)(
  'batches that overlap in %s: a mark is never ahead of the records that it stands for',
  async (name) => {
    await using place = await migratedStores()
    const world = createWorld(await readProfile('small'), 1, FAMILIES)
    const watched = watch(dataStoresOf(place.stores)[name])
    await loadWorld(watched.store, world, startOf(world))
    expect(watched.overlapped()).toBe(true)
    expect(watched.marks.at(-1)?.done).toBe(FAMILIES)
    for (const { done, writtenBefore } of watched.marks) expect(writtenBefore).toBeGreaterThanOrEqual(done)
    expect(await watched.store.marks()).toEqual([{ ...startOf(world), done: FAMILIES }])
  },
)

test('when a batch fails, nothing is being written any more, and the mark stays before it', async () => {
  await using place = await migratedStores()
  const world = createWorld(await readProfile('small'), 1, FAMILIES)
  const watched = watch(dataStoresOf(place.stores).mongo, 20)
  await expect(loadWorld(watched.store, world, startOf(world))).rejects.toThrow('broken')
  expect(watched.running()).toBe(0)
  const marks = watched.marks.length
  await sleep(50)
  expect(watched.marks).toHaveLength(marks)
  const reached = watched.marks.at(-1)?.done ?? 0
  expect(reached).toBeLessThan(20)
  // Run again it ends where it would have.
  const again = watch(dataStoresOf(place.stores).mongo)
  await loadWorld(again.store, world, { ...startOf(world), done: reached })
  expect(await again.store.marks()).toMatchObject([{ done: FAMILIES }])
})

test('aborted, it ends with the reason and with nothing being written', async () => {
  await using place = await migratedStores()
  const world = createWorld(await readProfile('small'), 1, FAMILIES)
  const watched = watch(dataStoresOf(place.stores).dynamodb)
  const abort = new AbortController()
  const loading = loadWorld(watched.store, world, startOf(world), {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  })
  await expect(loading).rejects.toThrow('enough')
  expect(watched.running()).toBe(0)
  expect((await watched.store.marks())[0]?.done ?? 0).toBeLessThan(FAMILIES)
})

function startOf(world: World): SeedMark {
  const { profile, seed } = world
  const content = JSON.stringify(profile)
  const name = profile.name
  return {
    world: worldKey(world),
    profile: name,
    content,
    seed,
    generator: GENERATOR_VERSION,
    done: 0,
    families: FAMILIES,
  }
}

interface Watched {
  readonly store: DataStore
  /** Each mark with the family up to which everything had been written when it was put. */
  readonly marks: { readonly done: number; readonly writtenBefore: number }[]
  running(): number
  overlapped(): boolean
}

/** The store in small batches of which every other one is late; the one that holds family `broken` fails. */
function watch(store: DataStore, broken = Infinity): Watched {
  const marks: Watched['marks'] = []
  const open = new Set<number>()
  let begun = 0
  let most = 0
  return {
    marks,
    running: () => open.size,
    overlapped: () => most > 1,
    store: {
      ...store,
      batchRecords: 60,
      batchesAtOnce: 4,
      async load(batch, mark, signal) {
        open.add(begun)
        const from = begun
        begun = mark.done
        most = Math.max(most, open.size)
        try {
          await sleep((open.size % 2) * 20)
          if (from <= broken && broken < mark.done) throw new Error('broken')
          await store.load(batch, mark, signal)
        } finally {
          open.delete(from)
        }
      },
      async putMark(mark) {
        marks.push({ done: mark.done, writtenBefore: Math.min(begun, ...open) })
        await store.putMark(mark)
      },
    },
  }
}
