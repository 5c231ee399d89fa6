import { expect } from 'vitest'
import { BUNDLED_ENTITIES } from '../../src/domain/entities/registry.js'
import { BUNDLED_GENERATORS } from '../../src/dataset/generator/registry.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import { readFingerprint } from '../../src/dataset/read-fingerprint.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { createDataStores } from '../../src/stores/create-data-stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { type Corruption, dropConstraints } from './corruptions/corruption.js'
import { loadCorruptions } from './corruptions/load-corruptions.js'
import { recordDifferences } from './corruptions/record-differences.js'
import { corruptRecord } from './run-corruption-trial.js'

const FAMILIES = 12
const PER_REPAIR = 5

/**
 * Corrupts `count` records of a seeded dataset, up to five at a time, and repairs them: each time, the report lists what was
 * done, records that do not belong to the dataset are still there, and without these the stores have the fingerprint of
 * the dataset again. `key` chooses the corruptions; every failure shows it.
 */
export async function runRepairTrial(
  stores: Stores,
  count: number,
  key: string,
): Promise<readonly Corruption[]> {
  const options = { profile: 'small', families: FAMILIES }
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, FAMILIES)
  const { fingerprint, storedCounts } = await seedStores(stores, { ...options, reset: true })
  const { items: others } = await verifyStores(stores, { dataset: true })
  await dropConstraints(stores)
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const functions = [...[...(await loadCorruptions()).values()].flat(), ...recordDifferences]
  const random = RandomStream.fromKey(key)
  const done: Corruption[] = []
  for (let round = 0; done.length < count; round++) {
    const corruptions: Corruption[] = []
    // Family 0 is not corrupted: records of other families are moved there.
    for (const family of pickFamilies(random.derive(round), Math.min(PER_REPAIR, count - done.length))) {
      const context = { stores, dataset, family, random: random.derive(round).derive(family) }
      corruptions.push(await corruptRecord(context, functions))
    }
    done.push(...corruptions)
    const trial = { key, round, corruptions: corruptions.map(({ description }) => description).join(', ') }
    const found = await seedStores(stores, options)
    const report = await seedStores(stores, { repair: true })
    const removed: number[] = []
    const added = corruptions.flatMap(({ remove }) => remove ?? [])
    for (const remove of added) removed.push(await remove())
    const after = await readFingerprint(data)
    expect({ ...trial, removed, ok: report.ok, differences: report.differences, ...after }).toEqual({
      ...trial,
      removed: added.map(() => 1),
      ok: true,
      differences: found.differences,
      fingerprint,
      counts: storedCounts,
    })
  }
  const again = await seedStores(stores, { repair: true })
  expect({ key, ...again }).toMatchObject({ key, ok: true, unchanged: true, fingerprint, storedCounts })
  const { items } = await verifyStores(stores, { dataset: true })
  expect({ key, items }).toEqual({ key, items: others })
  return done
}

function pickFamilies(random: RandomStream, count: number): readonly number[] {
  const families = Array.from({ length: FAMILIES - 1 }, (_, i) => i + 1)
  return Array.from({ length: count }, () => families.splice(random.int(0, families.length - 1), 1)[0] ?? 1)
}
