import type { StoreName } from '../../core/store-name.js'
import type { RecordBatch } from '../../domain/seeded-entities.js'
import { generateBudgets } from './generate-budgets.js'
import { createLargeExpenseEvents, createReviewTodos } from './large-expense-events.js'
import { generateExpenses } from './generate-expenses.js'
import { generateTodos } from './generate-todos.js'
import { getFamilyId, toFamilyRow, generateFamily, toMemberRow, toUserRow } from './generate-family.js'
import type { Profile } from '../profiles/profile.js'
import { createGeneratorContext } from './generator-context.js'

/** One world: what every store holds of each family, computed and never stored. */
export interface Dataset {
  readonly profile: Profile
  readonly seed: number
  readonly families: number
  /** What that store holds of the family; the three parts of a family agree, in whatever order they are asked for. */
  getRecords(store: StoreName, family: number): RecordBatch
  getFamilyId(family: number): string
  /** Which of its families an id belongs to (bare, of whatever kind); nothing if it is not of this world. */
  findFamilyIndex(id: string): number | undefined
}

/** The world of a profile and a seed. Making it costs nothing; families are made when they are asked for. */
export function createDataset(profile: Profile, seed: number, families: number = profile.families): Dataset {
  const base = createGeneratorContext(profile, seed)
  const parts: Readonly<Record<StoreName, (family: number) => RecordBatch>> = {
    postgres(index) {
      const family = generateFamily(base, index)
      return {
        families: [toFamilyRow(family)],
        users: family.members.map((member) => toUserRow(family, member)),
        members: family.members.map((member) => toMemberRow(family, member)),
        events: createLargeExpenseEvents(base, family, generateExpenses(base, family, 'large')).map(
          ({ event }) => event,
        ),
      }
    },
    dynamodb(index) {
      const family = generateFamily(base, index)
      const large = createLargeExpenseEvents(base, family, generateExpenses(base, family, 'large'))
      return { todos: [...generateTodos(base, family), ...createReviewTodos(large)] }
    },
    mongo(index) {
      const family = generateFamily(base, index)
      return {
        expenses: generateExpenses(base, family).map(({ document }) => document),
        budgets: generateBudgets(base, family),
      }
    },
  }
  const fixture = collectFixtureIds(profile)
  return {
    profile,
    seed,
    families,
    getRecords: (store, family) => parts[store](family),
    getFamilyId: (family) => getFamilyId(base, family),
    findFamilyIndex(id) {
      const index = fixture.get(id) ?? base.ids.address(id)?.family
      return index !== undefined && index < families ? index : undefined
    },
  }
}

/** The ids that a profile sets itself, with the family that each belongs to. */
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
