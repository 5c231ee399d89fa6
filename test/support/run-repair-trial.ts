import { expect } from 'vitest'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
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
 * done and the stores have the fingerprint that they had before.
 */
export async function runRepairTrial(
  stores: Stores,
  count: number,
  key: string,
): Promise<readonly Corruption[]> {
  const options = { profile: 'small', families: FAMILIES }
  const dataset = createDataset(await readProfile('small'), 1, FAMILIES)
  const seeded = await seedStores(stores, { ...options, reset: true })
  await dropConstraints(stores)
  const functions = [...[...(await loadCorruptions()).values()].flat(), ...recordDifferences]
  const random = RandomStream.fromKey(key)
  const done: Corruption[] = []
  /** Of the dataset with the records that were added in earlier rounds. */
  let fingerprint = seeded.fingerprint
  for (let round = 0; done.length < count; round++) {
    const corruptions: Corruption[] = []
    // Family 0 is not corrupted: records of other families are moved there.
    for (const family of pickFamilies(random.derive(round), Math.min(PER_REPAIR, count - done.length))) {
      const context = { stores, dataset, family, random: random.derive(round).derive(family) }
      corruptions.push(await corruptRecord(context, functions))
    }
    done.push(...corruptions)
    const description = corruptions.map((each) => each.description).join(', ')
    // A duplicate has the ID of a record of the dataset, so it is repaired.
    const isAdded = corruptions.some(
      (each) =>
        each.difference === undefined ||
        (each.difference === 'extra' && !each.description.includes('duplicated')),
    )
    const found = await seedStores(stores, options)
    const report = await seedStores(stores, { repair: true })
    expect({ description, ok: report.ok, differences: report.differences }).toEqual({
      description,
      ok: true,
      differences: found.differences,
    })
    // What was added belongs to the user.
    const expected = isAdded ? report.fingerprint : fingerprint
    expect({ description, fingerprint: report.fingerprint }).toEqual({ description, fingerprint: expected })
    fingerprint = report.fingerprint
  }
  const again = await seedStores(stores, { repair: true })
  expect(again).toMatchObject({ ok: true, unchanged: true, fingerprint, counts: seeded.counts })
  const { items } = await verifyStores(stores, { dataset: true })
  expect(items.filter(({ invariant }) => invariant === 'missing' || invariant === 'changed')).toEqual([])
  const { fingerprint: replaced } = await seedStores(stores, { ...options, reset: true })
  expect(replaced).toEqual(seeded.fingerprint)
  return done
}

function pickFamilies(random: RandomStream, count: number): readonly number[] {
  const families = Array.from({ length: FAMILIES - 1 }, (_, i) => i + 1)
  return Array.from({ length: count }, () => families.splice(random.int(0, families.length - 1), 1)[0] ?? 1)
}
