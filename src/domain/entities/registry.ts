import { STORE_NAMES, mapStores, type PerStore, type StoreName } from '../../core/store-name.js'
import { budget } from './budget.js'
import { category } from './category.js'
import type { Entity, Place, ReferenceDeclaration } from './entity.js'
import { event } from './event.js'
import { expense } from './expense.js'
import { family } from './family.js'
import type { Fields, InferRecord } from './field.js'
import { invitation } from './invitation.js'
import { member } from './member.js'
import { todo } from './todo.js'
import { user } from './user.js'

/** homemanager's own entities, in the order in which `inspect` lists them. */
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

interface Registry {
  readonly entities: readonly RegisteredEntity[]
  readonly byName: ReadonlyMap<string, RegisteredEntity>
  readonly byPlural: ReadonlyMap<string, RegisteredEntity>
  readonly byCode: ReadonlyMap<number, RegisteredEntity>
  readonly byStore: PerStore<readonly RegisteredEntity[]>
}

/** The entities of this process: the bundled ones, and those of the project's extensions once they are registered. */
let registry = createRegistry(BUNDLED_ENTITIES)

function createRegistry(entities: readonly RegisteredEntity[]): Registry {
  return {
    entities,
    byName: new Map(entities.map((entity) => [entity.name, entity])),
    byPlural: new Map(entities.map((entity) => [entity.plural, entity])),
    byCode: new Map(
      entities.flatMap((entity) => (entity.id.code === undefined ? [] : [[entity.id.code, entity]])),
    ),
    byStore: mapStores((store) => sortByReferences(entities.filter(({ place }) => place.store === store))),
  }
}

/** Own fields of a project in the records of a bundled entity. */
export interface AddedFields {
  readonly entity: string
  readonly fields: Fields
  readonly references: readonly ReferenceDeclaration[]
}

/** Replaces the entities by the bundled ones with these fields, and these entities. */
export function registerEntities(added: readonly Entity[], fields: readonly AddedFields[] = []): void {
  const bundled = BUNDLED_ENTITIES.map((entity: RegisteredEntity) =>
    fields.filter((each) => each.entity === entity.name).reduce(addFields, entity),
  )
  // The names of the others are not known to the compiler, but nothing depends on that.
  registry = createRegistry([...bundled, ...(added as readonly RegisteredEntity[])])
}

function addFields(entity: RegisteredEntity, { fields, references }: AddedFields): RegisteredEntity {
  return {
    ...entity,
    fields: { ...entity.fields, ...fields },
    references: [...(entity.references ?? []), ...references],
  }
}

/** All entities, in the order in which `inspect` lists them. */
export function listEntities(): readonly RegisteredEntity[] {
  return registry.entities
}

/** homemanager's own entities. */
export function listBundledEntities(): readonly RegisteredEntity[] {
  return BUNDLED_ENTITIES
}

/** Whether the entity is one of homemanager's own, not of an extension. */
export function isBundledEntity(name: string): boolean {
  return BUNDLED_ENTITIES.some((entity) => entity.name === name)
}

/** The names of the entities whose records `inspect` finds by their id. */
export function listInspectableEntities(): readonly InspectableEntity[] {
  return registry.entities.map(({ name }) => name).filter(isInspectableEntity)
}

/** An entity of this store. */
export type StoreEntity<Store extends StoreName = StoreName> = RegisteredEntity & {
  readonly place: Extract<Place, { readonly store: Store }>
}

/** Returns the entity with this plural. */
export function getEntityByPlural(plural: EntityPlural): RegisteredEntity {
  const found = registry.byPlural.get(plural)
  if (found === undefined) throw new RangeError(`There are no ${plural}.`)
  return found
}

/** Returns the entity with this name. Throws a `RangeError` if there is none. */
export function getEntity(name: string): RegisteredEntity {
  const found = registry.byName.get(name)
  if (found === undefined) throw new RangeError(`There is no entity ${name}.`)
  return found
}

/** Returns the entity whose generated ids have this code; undefined if there is none. */
export function findEntityByCode(code: number): RegisteredEntity | undefined {
  return registry.byCode.get(code)
}

export function isInspectableEntity(name: string): name is InspectableEntity {
  return registry.byName.get(name)?.id.fields.length === 1
}

/** The entities of a store. Each comes after those that it refers to, so that records can be written in this order. */
export function getStoreEntities<Store extends StoreName>(store: Store): readonly StoreEntity<Store>[] {
  return registry.byStore[store] as readonly StoreEntity<Store>[]
}

/** The plurals of all entities, store by store, in the order of writing. */
export function listEntityPlurals(): readonly EntityPlural[] {
  return STORE_NAMES.flatMap((store) => registry.byStore[store].map(({ plural }) => plural))
}

/** The number of records in a batch. */
export function countRecords(batch: RecordBatch): number {
  return Object.values(batch).reduce((sum, records) => sum + records.length, 0)
}

function sortByReferences(entities: readonly RegisteredEntity[]): readonly RegisteredEntity[] {
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
