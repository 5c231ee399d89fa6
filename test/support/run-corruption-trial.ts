import { expect } from 'vitest'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import { corruptRecord, type Corruption, dropConstraints } from './corruptions.js'
import { createMigratedStores } from './migrated-stores.js'

/**
 * Seeds a dataset, corrupts `count` records, one per family, and checks the report of `verify`. With the dataset it must
 * contain exactly these corruptions, and without it every corruption that violates an invariant.
 */
export async function runCorruptionTrial(count: number, key: string): Promise<readonly Corruption[]> {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const families = count + 1
  const dataset = createDataset(await readProfile('small'), 1, families)
  await seedStores(stores, { profile: 'small', families })
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })

  await dropConstraints(stores)
  const random = RandomStream.fromKey(key)
  const corruptions: Corruption[] = []
  // Family 0 is not corrupted: records of other families are moved there.
  for (let family = 1; family <= count; family++) {
    corruptions.push(await corruptRecord({ stores, dataset, family, random: random.derive(family) }))
  }
  const { items: violations } = await verifyStores(stores, { dataset: true })
  const differences = violations.filter(({ invariant }) => typeof invariant === 'string')
  expect(differences.map(({ invariant, store, id }) => `${store} ${id} ${invariant}`).toSorted()).toEqual(
    corruptions.map(({ difference, store, id }) => `${store} ${id} ${difference}`).toSorted(),
  )
  const withoutDataset = await verifyStores(stores)
  const reported = new Set(withoutDataset.items.map(({ invariant, id }) => `${invariant} ${id}`))
  const undetected = corruptions.filter(
    ({ breaks }) => breaks && !reported.has(`${breaks.invariant} ${breaks.id}`),
  )
  expect(undetected).toEqual([])
  expect(withoutDataset.ok).toBe(corruptions.every(({ breaks }) => breaks === undefined))
  return corruptions
}
