import { expect } from 'vitest'
import { BUNDLED_ENTITIES } from '../../src/domain/entities/registry.js'
import { BUNDLED_GENERATORS } from '../../src/dataset/generator/registry.js'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { diffSnapshots } from '../../src/snapshots/diff/diff-snapshots.js'
import type { RecordDifference } from '../../src/snapshots/diff/snapshot-difference.js'
import { restorePortable } from '../../src/snapshots/portable/restore-portable.js'
import { savePortable } from '../../src/snapshots/portable/save-portable.js'
import { dropConstraints } from './corruptions/corruption.js'
import { recordDifferences } from './corruptions/record-differences.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'
import { createMigratedStores } from './migrated-stores.js'
import { corruptRecord } from './run-corruption-trial.js'
import { createTestDatabases } from './test-databases.js'

const OPTIONS = { signal: new AbortController().signal, onProgress: () => {} }
const DIFFERENCES = { missing: 'removed', extra: 'added', changed: 'changed' } as const

/** Restores a portable snapshot elsewhere, corrupts `count` records there, and expects `diff` to find exactly them. */
export async function runDiffTrial(count: number, key: string): Promise<readonly RecordDifference[]> {
  await using migrated = await createMigratedStores()
  await using target = await createTestDatabases()
  const { stores, endpoints } = migrated
  const families = count + 1
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, families)
  await seedStores(stores, { profile: 'small', families })
  await dropConstraints(stores)
  const before = await createTemporaryDirectory('diff-')
  const saved = await savePortable(endpoints, BUNDLED_ENTITIES, before, OPTIONS)
  const { fingerprint } = saved
  const restored = await restorePortable(target.endpoints, BUNDLED_ENTITIES, before, {
    ...OPTIONS,
    fingerprint,
  })
  expect(restored.fingerprint).toEqual(fingerprint)
  expect(restored.counts).toEqual(saved.counts)
  await expect(
    restorePortable(target.endpoints, BUNDLED_ENTITIES, before, {
      ...OPTIONS,
      fingerprint: { ...fingerprint, mongo: 'other' },
    }),
  ).rejects.toMatchObject({ code: 'SNAPSHOT_DIFFERS', message: expect.stringContaining('mongo') })
  const copy = await createTemporaryDirectory('diff-')
  await savePortable(target.endpoints, BUNDLED_ENTITIES, copy, OPTIONS)
  expect(await diffSnapshots(before, copy, { entities: BUNDLED_ENTITIES, ...OPTIONS, limit: 10 })).toEqual({
    ok: true,
    entities: [],
    items: [],
  })

  const random = RandomStream.fromKey(key)
  const corruptions = []
  for (let family = 1; family <= count; family++) {
    const context = { stores, dataset, family, random: random.derive(family) }
    corruptions.push(await corruptRecord(context, recordDifferences))
  }
  const after = await createTemporaryDirectory('diff-')
  await savePortable(endpoints, BUNDLED_ENTITIES, after, OPTIONS)
  const found = await diffSnapshots(before, after, { entities: BUNDLED_ENTITIES, ...OPTIONS, limit: count })
  expect(found.ok).toBe(false)
  expect(found.items.map(({ store, id, difference }) => `${store} ${id} ${difference}`).toSorted()).toEqual(
    corruptions
      .map(({ store, id, difference }) => `${store} ${id} ${difference && DIFFERENCES[difference]}`)
      .toSorted(),
  )
  for (const { difference, fields } of found.items) {
    if (difference === 'changed') expect(fields?.length).toBeGreaterThan(0)
  }
  const only = await diffSnapshots(before, after, {
    entities: BUNDLED_ENTITIES,
    ...OPTIONS,
    only: ['mongo'],
    limit: 0,
  })
  expect(only.items).toEqual([])
  expect(only.entities).toEqual(found.entities.filter(({ store }) => store === 'mongo'))
  return found.items
}
