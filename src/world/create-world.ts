import type { StoreName } from '../core/store-name.js'
import type { RecordBatch } from '../domain/world-records.js'
import { familyBudgets } from './family-budgets.js'
import { largeExpenses, reviewTodos } from './family-events.js'
import { familyExpenses } from './family-expenses.js'
import { familyTodos } from './family-todos.js'
import { familyId, familyRow, household, memberRow, userRow } from './household.js'
import type { Profile } from './profile.js'
import { worldBase } from './world-base.js'

/** One world: what every store holds of each family, computed and never stored. */
export interface World {
  readonly profile: Profile
  readonly seed: number
  readonly families: number
  /** What that store holds of the family; the three parts of a family agree, in whatever order they are asked for. */
  recordsOf(store: StoreName, family: number): RecordBatch
  familyId(family: number): string
  /** Which of its families an id belongs to (bare, of whatever kind); nothing if it is not of this world. */
  familyOf(id: string): number | undefined
}

/** The world of a profile and a seed. Making it costs nothing; families are made when they are asked for. */
export function createWorld(profile: Profile, seed: number, families: number = profile.families): World {
  const base = worldBase(profile, seed)
  const parts: Readonly<Record<StoreName, (family: number) => RecordBatch>> = {
    postgres(index) {
      const family = household(base, index)
      return {
        families: [familyRow(family)],
        users: family.members.map((member) => userRow(family, member)),
        members: family.members.map((member) => memberRow(family, member)),
        events: largeExpenses(base, family, familyExpenses(base, family, 'large')).map(({ event }) => event),
      }
    },
    dynamodb(index) {
      const family = household(base, index)
      const large = largeExpenses(base, family, familyExpenses(base, family, 'large'))
      return { todos: [...familyTodos(base, family), ...reviewTodos(large)] }
    },
    mongo(index) {
      const family = household(base, index)
      return {
        expenses: familyExpenses(base, family).map(({ document }) => document),
        budgets: familyBudgets(base, family),
      }
    },
  }
  const told = toldIds(profile)
  return {
    profile,
    seed,
    families,
    recordsOf: (store, family) => parts[store](family),
    familyId: (family) => familyId(base, family),
    familyOf(id) {
      const index = told.get(id) ?? base.ids.address(id)?.family
      return index !== undefined && index < families ? index : undefined
    },
  }
}

/** The ids that a profile sets itself, with the family that each belongs to. */
function toldIds(profile: Profile): ReadonlyMap<string, number> {
  const ids = new Map<string, number>()
  for (const [index, story] of (profile.stories ?? []).entries()) {
    for (const { id } of [story, ...story.members, ...(story.todos ?? []), ...(story.expenses ?? [])]) {
      if (id !== undefined) ids.set(id, index)
    }
  }
  return ids
}
