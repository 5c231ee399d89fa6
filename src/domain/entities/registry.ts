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
const BUNDLED = [user, family, member, invitation, todo, expense, budget, category, event] as const

type BundledEntity = (typeof BUNDLED)[number]

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

/** An entity of this store. */
export type StoreEntity<Store extends StoreName = StoreName> = RegisteredEntity & {
  readonly place: Extract<Place, { readonly store: Store }>
}

/** The entities of a project: homemanager's own and those of the project's extensions. */
export class EntityRegistry {
  /** All entities, in the order in which `inspect` lists them. */
  readonly all: readonly RegisteredEntity[]
  /** The plurals of all entities, store by store, in the order of writing. */
  readonly plurals: readonly EntityPlural[]
  readonly #byName: ReadonlyMap<string, RegisteredEntity>
  readonly #byPlural: ReadonlyMap<string, RegisteredEntity>
  readonly #byCode: ReadonlyMap<number, RegisteredEntity>
  readonly #byStore: PerStore<readonly RegisteredEntity[]>

  constructor(entities: readonly RegisteredEntity[]) {
    this.all = entities
    this.#byName = new Map(entities.map((entity) => [entity.name, entity]))
    this.#byPlural = new Map(entities.map((entity) => [entity.plural, entity]))
    this.#byCode = new Map(
      entities.flatMap((entity) => (entity.id.code === undefined ? [] : [[entity.id.code, entity]])),
    )
    this.#byStore = mapStores((store) =>
      sortByReferences(entities.filter(({ place }) => place.store === store)),
    )
    this.plurals = STORE_NAMES.flatMap((store) => this.#byStore[store].map(({ plural }) => plural))
  }

  /** Returns the entity with this name. Throws a `RangeError` if there is none. */
  get(name: string): RegisteredEntity {
    const found = this.#byName.get(name)
    if (found === undefined) throw new RangeError(`There is no entity ${name}.`)
    return found
  }

  /** Returns the entity with this plural. Throws a `RangeError` if there is none. */
  getByPlural(plural: EntityPlural): RegisteredEntity {
    const found = this.#byPlural.get(plural)
    if (found === undefined) throw new RangeError(`There are no ${plural}.`)
    return found
  }

  /** Returns the entity whose generated ids have this code; undefined if there is none. */
  findByCode(code: number): RegisteredEntity | undefined {
    return this.#byCode.get(code)
  }

  /** The entities of a store. Each comes after those that it refers to, so that records can be written in this order. */
  ofStore<Store extends StoreName>(store: Store): readonly StoreEntity<Store>[] {
    return this.#byStore[store] as readonly StoreEntity<Store>[]
  }

  isInspectable(name: string): name is InspectableEntity {
    const entity = this.#byName.get(name)
    return entity !== undefined && isInspectable(entity)
  }

  /** The entity that users call by this word, singular or plural; ignores case. */
  find(word: string): RegisteredEntity | undefined {
    const wanted = word.toLowerCase()
    return this.all.find(({ name, plural }) => [name, plural].some((each) => each.toLowerCase() === wanted))
  }

  /** The entity that users call by this word, singular or plural; undefined if `inspect` finds no records of it by their id. */
  findInspectable(word: string): InspectableEntity | undefined {
    const entity = this.find(word)
    return entity !== undefined && this.isInspectable(entity.name) ? entity.name : undefined
  }

  /** The names of the entities whose records `inspect` finds by their id. */
  listInspectable(): readonly InspectableEntity[] {
    return this.all.map(({ name }) => name).filter((name) => this.isInspectable(name))
  }
}

/** homemanager's own entities. */
export const BUNDLED_ENTITIES = new EntityRegistry(BUNDLED)

/** Whether `inspect` finds the records of the entity by their id. */
export function isInspectable(entity: Entity): entity is Entity<InspectableEntity> {
  return entity.id.fields.length === 1
}

/** Whether the entity is one of homemanager's own, not of an extension. */
export function isBundledEntity(name: string): boolean {
  return BUNDLED.some((entity) => entity.name === name)
}

/** Own fields of a project in the records of a bundled entity. */
export interface AddedFields {
  readonly entity: string
  readonly fields: Fields
  readonly references: readonly ReferenceDeclaration[]
}

/** The bundled entities with these fields, and these entities. */
export function extendEntities(
  added: readonly Entity[],
  fields: readonly AddedFields[] = [],
): EntityRegistry {
  const bundled = BUNDLED.map((entity: RegisteredEntity) =>
    fields.filter((each) => each.entity === entity.name).reduce(addFields, entity),
  )
  // The names of the others are not known to the compiler, but nothing depends on that.
  return new EntityRegistry([...bundled, ...(added as readonly RegisteredEntity[])])
}

function addFields(entity: RegisteredEntity, { fields, references }: AddedFields): RegisteredEntity {
  return {
    ...entity,
    fields: { ...entity.fields, ...fields },
    references: [...(entity.references ?? []), ...references],
  }
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
