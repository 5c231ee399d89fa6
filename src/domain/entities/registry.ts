import { STORE_NAMES, mapStores, type PerStore, type StoreName } from '../../core/store-name.js'
import { budget } from './budget.js'
import { category } from './category.js'
import type { Entity, Place } from './entity.js'
import { event } from './event.js'
import { expense } from './expense.js'
import { family } from './family.js'
import type { InferRecord } from './field.js'
import { invitation } from './invitation.js'
import { member } from './member.js'
import { todo } from './todo.js'
import { user } from './user.js'

/** All entities, in the order in which `inspect` lists them. */
const BUNDLED_ENTITIES = [user, family, member, invitation, todo, expense, budget, category, event] as const

type BundledEntity = (typeof BUNDLED_ENTITIES)[number]

/** The singular of an entity: `user`. */
export type EntityName = BundledEntity['name']
/** The plural of an entity: `users`. */
export type EntityPlural = BundledEntity['plural']
/** An entity whose records have an id of their own, by which `inspect` finds them. */
export type InspectableEntity = Extract<
  BundledEntity,
  { readonly id: { readonly fields: readonly [string] } }
>['name']

/** The type of a record of each entity, as stored. */
export type RecordTypes = {
  [E in BundledEntity as E['plural']]: InferRecord<E['fields']>
}
/** Records by entity. An entity that is missing has none. */
export type RecordBatch = { readonly [Plural in EntityPlural]?: readonly RecordTypes[Plural][] }

/** An entity of the registry: its names are known to the compiler, its records may be of any type. */
export type RegisteredEntity = Entity<EntityName, EntityPlural>

export const ENTITIES: readonly RegisteredEntity[] = BUNDLED_ENTITIES

const BY_NAME = new Map<string, RegisteredEntity>(ENTITIES.map((entity) => [entity.name, entity]))
const BY_PLURAL = new Map(ENTITIES.map((entity) => [entity.plural, entity]))

export const INSPECTABLE_ENTITIES: readonly InspectableEntity[] = ENTITIES.map(({ name }) => name).filter(
  isInspectableEntity,
)

const BY_STORE: PerStore<readonly RegisteredEntity[]> = mapStores((store) => sortByReferences(store))

/** An entity of this store. */
export type StoreEntity<Store extends StoreName = StoreName> = RegisteredEntity & {
  readonly place: Extract<Place, { readonly store: Store }>
}

/** Returns the entity with this plural. */
export function getEntityByPlural(plural: EntityPlural): RegisteredEntity {
  const found = BY_PLURAL.get(plural)
  if (found === undefined) throw new RangeError(`There are no ${plural}.`)
  return found
}

/** Returns the entity with this name. Throws a `RangeError` if there is none. */
export function getEntity(name: string): RegisteredEntity {
  const found = BY_NAME.get(name)
  if (found === undefined) throw new RangeError(`There is no entity ${name}.`)
  return found
}

export function isInspectableEntity(name: string): name is InspectableEntity {
  return BY_NAME.get(name)?.id.fields.length === 1
}

/** The entities of a store. Each comes after those that it refers to, so that records can be written in this order. */
export function getStoreEntities<Store extends StoreName>(store: Store): readonly StoreEntity<Store>[] {
  return BY_STORE[store] as readonly StoreEntity<Store>[]
}

/** The plurals of all entities, store by store, in the order of writing. */
export function listEntityPlurals(): readonly EntityPlural[] {
  return STORE_NAMES.flatMap((store) => BY_STORE[store].map(({ plural }) => plural))
}

/** The number of records in a batch. */
export function countRecords(batch: RecordBatch): number {
  return Object.values(batch).reduce((sum, records) => sum + records.length, 0)
}

function sortByReferences(store: StoreName): readonly RegisteredEntity[] {
  const entities = ENTITIES.filter(({ place }) => place.store === store)
  const visited = new Set<RegisteredEntity>()
  const sorted = new Set<RegisteredEntity>()
  const visit = (entity: RegisteredEntity): void => {
    if (visited.has(entity)) return
    visited.add(entity)
    for (const { entity: name, deferred } of entity.references ?? []) {
      const target = entities.find((each) => each.name === name)
      if (target !== undefined && !deferred) visit(target)
    }
    sorted.add(entity)
  }
  entities.forEach(visit)
  return [...sorted]
}
