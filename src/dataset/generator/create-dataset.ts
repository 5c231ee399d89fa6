import type { StoreName } from '../../core/store-name.js'
import type { RecordBatch } from '../../domain/seeded-entities.js'
import { generateBudgets } from './generate-budgets.js'
import { createLargeExpenseEvents, createReviewTodos } from './large-expense-events.js'
import { generateExpenses } from './generate-expenses.js'
import { generateTodos } from './generate-todos.js'
import { getFamilyId, toFamilyRow, generateFamily, toMemberRow, toUserRow } from './generate-family.js'
import type { Profile } from '../profiles/profile.js'
import { createGeneratorContext } from './generator-context.js'

/** The records of every family in every store, computed on demand. */
export interface Dataset {
  readonly profile: Profile
  readonly seed: number
  readonly families: number
  /** The family's records in one store. They are consistent with those in the other stores and do not depend on the order of calls. */
  getRecords(store: StoreName, family: number): RecordBatch
  getFamilyId(family: number): string
  /** The index of the family that a bare id of any kind belongs to; undefined if the id is not of this dataset. */
  findFamilyIndex(id: string): number | undefined
}

/** Creates the dataset of a profile and a seed. Families are generated when their records are requested. */
export function createDataset(profile: Profile, seed: number, families: number = profile.families): Dataset {
  const context = createGeneratorContext(profile, seed)
  const generators: Readonly<Record<StoreName, (family: number) => RecordBatch>> = {
    postgres(index) {
      const family = generateFamily(context, index)
      return {
        families: [toFamilyRow(family)],
        users: family.members.map((member) => toUserRow(family, member)),
        members: family.members.map((member) => toMemberRow(family, member)),
        events: createLargeExpenseEvents(context, family, generateExpenses(context, family, 'large')).map(
          ({ event }) => event,
        ),
      }
    },
    dynamodb(index) {
      const family = generateFamily(context, index)
      const large = createLargeExpenseEvents(context, family, generateExpenses(context, family, 'large'))
      return { todos: [...generateTodos(context, family), ...createReviewTodos(large)] }
    },
    mongo(index) {
      const family = generateFamily(context, index)
      return {
        expenses: generateExpenses(context, family).map(({ document }) => document),
        budgets: generateBudgets(context, family),
      }
    },
  }
  const fixtureFamilies = collectFixtureIds(profile)
  return {
    profile,
    seed,
    families,
    getRecords: (store, family) => generators[store](family),
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
