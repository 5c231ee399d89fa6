import type { StoreName } from '../../core/store-name.js'
import type { PlainRecord } from '../../domain/entities/entity.js'
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

/** The generators of the project's extensions. */
interface Extensions {
  /** Identifies their code: it is part of the key of a dataset. */
  readonly digest?: string
  readonly generators: readonly EntityGenerator[]
  readonly fields: readonly FieldGenerator[]
}

let byPlural = createMap({ generators: [], fields: [] })
let digest: string | undefined

/** Replaces the generators by the bundled ones and those of these extensions. */
export function registerGenerators(extensions: Extensions): void {
  byPlural = createMap(extensions)
  digest = extensions.digest
}

/** Identifies the code of the extensions that generate records; undefined without any. */
export function getExtensionDigest(): string | undefined {
  return digest
}

export function getGenerator(plural: EntityPlural): EntityGenerator | undefined {
  return byPlural.get(plural)
}

function createMap({ generators, fields }: Extensions): ReadonlyMap<string, EntityGenerator> {
  const all = [...GENERATORS, ...generators].map((generator): EntityGenerator => {
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
  })
  return new Map(all.map((generator) => [generator.plural, generator]))
}

/** The reference data of a store, which is written before all other records. */
export function getSharedRecords(store: StoreName): RecordBatch {
  const lists = getStoreEntities(store).flatMap(({ plural }) => {
    const records = getGenerator(plural)?.shared
    return records === undefined ? [] : [[plural, records] as const]
  })
  return Object.fromEntries(lists)
}
