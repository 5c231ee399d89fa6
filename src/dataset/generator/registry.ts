import type { StoreName } from '../../core/store-name.js'
import { type EntityPlural, getStoreEntities, type RecordBatch } from '../../domain/entities/registry.js'
import { budgets } from './entities/budgets.js'
import { categories } from './entities/categories.js'
import { events } from './entities/events.js'
import { expenses } from './entities/expenses.js'
import { families } from './entities/families.js'
import { invitations } from './entities/invitations.js'
import { members } from './entities/members.js'
import { todos } from './entities/todos.js'
import { users } from './entities/users.js'
import type { EntityGenerator } from './entity-generator.js'

/** The generators of all entities. An entity without a generator has no records in a dataset. */
const GENERATORS: readonly EntityGenerator[] = [
  families,
  users,
  members,
  invitations,
  events,
  todos,
  categories,
  expenses,
  budgets,
]

const BY_PLURAL = new Map<EntityPlural, EntityGenerator>(GENERATORS.map((each) => [each.plural, each]))

export function getGenerator(plural: EntityPlural): EntityGenerator | undefined {
  return BY_PLURAL.get(plural)
}

/** The reference data of a store, which is written before all other records. */
export function getSharedRecords(store: StoreName): RecordBatch {
  const lists = getStoreEntities(store).flatMap(({ plural }) => {
    const records = getGenerator(plural)?.shared
    return records === undefined ? [] : [[plural, records] as const]
  })
  return Object.fromEntries(lists)
}
