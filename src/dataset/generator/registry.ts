import type { StoreName } from '../../core/store-name.js'
import type { PlainRecord } from '../../domain/entities/entity.js'
import {
  BUNDLED_ENTITIES,
  type EntityPlural,
  type EntityRegistry,
  type RecordBatch,
} from '../../domain/entities/registry.js'
import { budgets } from './entities/budgets.js'
import { categories } from './entities/categories.js'
import { events } from './entities/events.js'
import { expenses } from './entities/expenses.js'
import { families } from './entities/families.js'
import { invitations } from './entities/invitations.js'
import { members } from './entities/members.js'
import { todos } from './entities/todos.js'
import { users } from './entities/users.js'
import type { EntityGenerator, GeneratorInput } from './entity-generator.js'

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

/** Adds own fields to the records of an entity that are generated for a family. */
export interface FieldGenerator {
  readonly plural: string
  addFields(records: readonly PlainRecord[], input: GeneratorInput): readonly PlainRecord[]
}

/** What the extensions of a project add to its datasets. */
export interface DatasetExtensions {
  /** All entities, also those of homemanager. */
  readonly entities: EntityRegistry
  /** Identifies the code that generates records: it is part of the key of a dataset. Undefined if none does. */
  readonly digest?: string | undefined
  readonly generators: readonly EntityGenerator[]
  readonly fields: readonly FieldGenerator[]
}

/** For datasets with entities of the project. */
export interface WithExtensions {
  /** Default: none. */
  readonly extensions?: DatasetExtensions
}

/** The entities of a project and the generators of their records. */
export class GeneratorRegistry {
  readonly entities: EntityRegistry
  /** Identifies the code of the extensions that generate records; undefined without any. */
  readonly extensionDigest: string | undefined
  readonly #byPlural: ReadonlyMap<string, EntityGenerator>

  constructor({ entities, digest, generators, fields }: DatasetExtensions) {
    this.entities = entities
    this.extensionDigest = digest
    const all = [...GENERATORS, ...generators].map((each) => withFields(each, fields))
    this.#byPlural = new Map(all.map((generator) => [generator.plural, generator]))
  }

  find(plural: EntityPlural): EntityGenerator | undefined {
    return this.#byPlural.get(plural)
  }

  /** The reference data of a store, which is written before all other records. */
  getSharedRecords(store: StoreName): RecordBatch {
    const lists = this.entities.ofStore(store).flatMap(({ plural }) => {
      const records = this.find(plural)?.shared
      return records === undefined ? [] : [[plural, records] as const]
    })
    return Object.fromEntries(lists)
  }
}

/** The generators of homemanager's own entities. */
export const BUNDLED_GENERATORS = new GeneratorRegistry({
  entities: BUNDLED_ENTITIES,
  generators: [],
  fields: [],
})

/** The generators of a project with these extensions. Default: those of homemanager. */
export function createGenerators(extensions?: DatasetExtensions): GeneratorRegistry {
  return extensions === undefined ? BUNDLED_GENERATORS : new GeneratorRegistry(extensions)
}

function withFields(generator: EntityGenerator, fields: readonly FieldGenerator[]): EntityGenerator {
  const own = fields.filter(({ plural }) => plural === generator.plural)
  if (own.length === 0 || generator.generate === undefined) return generator
  return {
    ...generator,
    generate: (input) =>
      own.reduce(
        (records: readonly PlainRecord[], each) => each.addFields(records, input),
        generator.generate?.(input) ?? [],
      ) as never,
  }
}
