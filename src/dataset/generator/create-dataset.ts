import type { StoreName } from '../../core/store-name.js'
import type { RecordBatch } from '../../domain/entities/registry.js'
import type { Profile } from '../profiles/profile.js'
import { createFamilyPlan } from './create-family-plan.js'
import { createGeneratorContext } from './generator-context.js'
import { createGeneratorInput } from './create-generator-input.js'
import { getFamilyId } from './plan-family.js'
import type { GeneratorRegistry } from './registry.js'

/** The records of every family in every store, computed on demand. */
export interface Dataset {
  readonly profile: Profile
  readonly seed: number
  readonly families: number
  readonly generators: GeneratorRegistry
  /** The family's records in one store. They are consistent with those in the other stores and do not depend on the order of calls. */
  getRecords(store: StoreName, family: number): RecordBatch
  getFamilyId(family: number): string
  /** The index of the family that a bare id of any kind belongs to; undefined if the id is not of this dataset. */
  findFamilyIndex(id: string): number | undefined
}

/** Creates the dataset of a profile and a seed. Families are generated when their records are requested. */
export function createDataset(
  generators: GeneratorRegistry,
  profile: Profile,
  seed: number,
  families: number = profile.families,
): Dataset {
  const context = createGeneratorContext(profile, seed, generators.entities)
  const fixtureFamilies = collectFixtureIds(profile)
  return {
    profile,
    seed,
    families,
    generators,
    getRecords(store, index) {
      const family = createFamilyPlan(context, index)
      const lists = generators.entities.ofStore(store).flatMap(({ name, plural }) => {
        const records = generators.find(plural)?.generate?.(createGeneratorInput(context, family, name))
        return records === undefined ? [] : [[plural, records] as const]
      })
      return Object.fromEntries(lists)
    },
    getFamilyId: (family) => getFamilyId(context, family),
    findFamilyIndex(id) {
      const index = fixtureFamilies.get(id) ?? context.ids.decode(id)?.family
      return index !== undefined && index < families ? index : undefined
    },
  }
}

/** The ids that the profile's fixtures set explicitly, with the index of the family that each belongs to. */
function collectFixtureIds(profile: Profile): ReadonlyMap<string, number> {
  const ids = new Map<string, number>()
  for (const [index, fixture] of (profile.fixtures ?? []).entries()) {
    for (const { id } of [
      fixture,
      ...fixture.members,
      ...(fixture.todos ?? []),
      ...(fixture.expenses ?? []),
    ]) {
      if (id !== undefined) ids.set(id, index)
    }
  }
  return ids
}
