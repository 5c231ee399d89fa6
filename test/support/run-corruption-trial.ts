import { expect } from 'vitest'
import { BUNDLED_GENERATORS } from '../../src/dataset/generator/registry.js'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import { readProfile } from '../../src/dataset/profiles/read-profile.js'
import { createDataset } from '../../src/dataset/generator/create-dataset.js'
import { RandomStream } from '../../src/dataset/generator/random-stream.js'
import {
  type CorruptFunction,
  type Corruption,
  type CorruptionContext,
  dropConstraints,
} from './corruptions/corruption.js'
import { loadCorruptions } from './corruptions/load-corruptions.js'
import { recordDifferences } from './corruptions/record-differences.js'
import { createMigratedStores } from './migrated-stores.js'

/**
 * Seeds a dataset, corrupts `count` records, one per family, so that each invariant is violated at least once, and checks the report of `verify`. With the dataset it must
 * contain exactly these corruptions, and without it every corruption that violates an invariant.
 */
export async function runCorruptionTrial(count: number, key: string): Promise<readonly Corruption[]> {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const families = count + 1
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('small'), 1, families)
  await seedStores(stores, { profile: 'small', families })
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })

  await dropConstraints(stores)
  const random = RandomStream.fromKey(key)
  const byInvariant = await loadCorruptions()
  const anyCorruption = [...[...byInvariant.values()].flat(), ...recordDifferences]
  const untried = [...byInvariant]
  const corruptions: Corruption[] = []
  // Family 0 is not corrupted: records of other families are moved there.
  for (let family = 1; family <= count; family++) {
    const context = { stores, dataset, family, random: random.derive(family) }
    const [next] = untried
    const corruption = next && (await tryCorruption(context, next[1]))
    if (corruption !== undefined) {
      expect(corruption.breaks?.invariant).toBe(next?.[0])
      untried.shift()
    }
    corruptions.push(corruption ?? (await corruptRecord(context, anyCorruption)))
  }
  const { items: violations } = await verifyStores(stores, { dataset: true })
  const differences = violations.filter(({ invariant }) => typeof invariant === 'string')
  expect(differences.map(({ invariant, store, id }) => `${store} ${id} ${invariant}`).toSorted()).toEqual(
    corruptions
      .filter(({ difference }) => difference !== undefined)
      .map(({ difference, store, id }) => `${store} ${id} ${difference}`)
      .toSorted(),
  )
  const withoutDataset = await verifyStores(stores)
  const reported = new Set(withoutDataset.items.map(({ invariant, id }) => `${invariant} ${id}`))
  const undetected = corruptions.filter(
    ({ breaks }) => breaks && !reported.has(`${breaks.invariant} ${breaks.id}`),
  )
  expect(undetected).toEqual([])
  expect(untried).toEqual([])
  expect(withoutDataset.ok).toBe(corruptions.every(({ breaks }) => breaks === undefined))
  return corruptions
}

/** Tries to corrupt a record of the family in one of these ways; undefined if the family has no suitable record. */
async function tryCorruption(
  context: CorruptionContext,
  functions: readonly CorruptFunction[],
): Promise<Corruption | undefined> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const corruption = await context.random.pick(functions)(context)
    if (corruption !== undefined) return corruption
  }
  return undefined
}

/** Corrupts a random record of the family in a random way. */
export async function corruptRecord(
  context: CorruptionContext,
  functions: readonly CorruptFunction[],
): Promise<Corruption> {
  for (;;) {
    const corruption = await context.random.pick(functions)(context)
    if (corruption !== undefined) return corruption
  }
}
