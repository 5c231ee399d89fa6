import { expect } from 'vitest'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import { corruptRecord, type Corruption, dropConstraints } from './corruptions.js'
import { createMigratedStores } from './migrated-stores.js'

/**
 * Seeds a world, breaks as many records as told, one in a family, and holds what `verify` says against what was done:
 * with the world each of them and no other, without it each that breaks an invariant.
 */
export async function runCorruptionTrial(count: number, key: string): Promise<readonly Corruption[]> {
  await using location = await createMigratedStores()
  const { stores } = location
  const families = count + 1
  const dataset = createDataset(await readProfile('small'), 1, families)
  await seedStores(stores, { profile: 'small', families })
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })

  await dropConstraints(stores)
  const random = RandomStream.fromKey(key)
  const done: Corruption[] = []
  // Family 0 stays whole: others are moved there.
  for (let family = 1; family <= count; family++) {
    done.push(await corruptRecord({ stores, dataset, family, random: random.derive(family) }))
  }
  const { items: violations } = await verifyStores(stores, { dataset: true })
  const differences = violations.filter(({ invariant }) => typeof invariant === 'string')
  expect(differences.map(({ invariant, store, id }) => `${store} ${id} ${invariant}`).toSorted()).toEqual(
    done.map(({ difference, store, id }) => `${store} ${id} ${difference}`).toSorted(),
  )
  const plain = await verifyStores(stores)
  const said = new Set(plain.items.map(({ invariant, id }) => `${invariant} ${id}`))
  const unseen = done.filter(({ breaks }) => breaks && !said.has(`${breaks.invariant} ${breaks.id}`))
  expect(unseen).toEqual([])
  expect(plain.ok).toBe(done.every(({ breaks }) => breaks === undefined))
  return done
}
