import { getFirstWord } from '../sql/get-first-word.js'
import { parseName, toStoredName } from '../sql/sql-reader.js'
import { findSchemaChanges, type SchemaChange } from './schema-changes.js'

/** A table or view, under whatever name it has after some statements of a plan. */
export interface PlannedRelation {
  /** As the database names it. */
  readonly name: string
  /** Absent if it is not in the database yet. */
  readonly oid?: string
  /** A statement of the plan creates it. Otherwise, without `oid`, nothing is known of it. */
  readonly isCreated: boolean
  /** Not a view, which has the rows of others. */
  readonly isStored: boolean
  /** Those whose records are concerned too: the tables of a view, the partitions, those that refer to it. */
  readonly links: Set<PlannedRelation>
}

/** A relation and those that it is linked to, directly or not. */
export function listLinked(relation: PlannedRelation): readonly PlannedRelation[] {
  const found = new Set([relation])
  for (const { links } of found) for (const link of links) found.add(link)
  return [...found]
}

interface PlannedSchema {
  /** As the database names it; absent if a statement creates it. */
  readonly origin?: string
  readonly relations: Map<string, readonly PlannedRelation[]>
}

export interface ExistingRelation {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly isStored: boolean
}

/** Where `CREATE` puts a name without a schema, if the statements change the search path. */
const UNKNOWN_SCHEMA = ''
/** That of the session, which is searched first. */
const TEMPORARY_SCHEMA = 'pg_temp'

/**
 * The names of tables, views and columns while the statements of a plan run: follows RENAME and SET SCHEMA. A name can stand for several
 * relations where it cannot be decided; then all of them are meant.
 */
export class PlannedNames {
  /** Code may have changed anything. */
  isUncertain = false
  /** A column of an existing table may depend on what the plan creates. */
  hasConversions = false
  readonly #schemas = new Map<string, PlannedSchema>()
  /** The schemas to search for a name without one; `undefined`: all. */
  readonly #path: readonly string[] | undefined
  readonly #created = new Set<string>()
  readonly #assigned = new Set<string>()
  readonly #addedColumns = new Set<string>()
  readonly #columnOrigins = new Map<string, Set<string>>()

  constructor(
    schemas: readonly string[],
    relations: readonly ExistingRelation[],
    path: readonly string[] | undefined,
  ) {
    this.#path = path
    for (const name of schemas) this.#schemas.set(name, { origin: name, relations: new Map() })
    for (const { schema, ...relation } of relations)
      this.#add(schema, relation.name, { ...relation, isCreated: false, links: new Set() })
  }

  /** What a name in a statement stands for; empty if there is no such relation, as far as known. */
  find(written: string): readonly PlannedRelation[] {
    return [...new Set(this.#locate(written).flatMap(({ found }) => found))]
  }

  /** `undefined` if there is no such schema, as far as known. */
  findSchema(
    written: string,
  ): { readonly origin?: string; readonly relations: readonly PlannedRelation[] } | undefined {
    const schema = this.#schemas.get(toStoredName(written))
    return schema && { ...schema, relations: [...schema.relations.values()].flat() }
  }

  /** The names that a column may have in the database. */
  listColumnNames(column: string): readonly string[] {
    const names = new Set([column])
    for (const name of names) for (const origin of this.#columnOrigins.get(name) ?? []) names.add(origin)
    return [...names]
  }

  isColumnAdded(column: string): boolean {
    return this.#addedColumns.has(column)
  }

  /** Whether the plan has created an object of this name that is no table, view or schema. */
  isCreated(written: string): boolean {
    return this.#created.has(toStoredName(written))
  }

  /** Whether the plan has given this name to an object, or put an object into what has it. */
  isAssigned(written: string): boolean {
    return this.#assigned.has(toStoredName(written))
  }

  /** Follows a statement after its review. */
  apply(statement: string): void {
    if (getFirstWord(statement) === 'DISCARD') this.#schemas.delete(TEMPORARY_SCHEMA)
    for (const change of findSchemaChanges(statement)) this.#apply(change)
  }

  #apply(change: SchemaChange): void {
    switch (change.kind) {
      case 'create':
        return this.#create(change)
      case 'drop':
        return change.object === 'schema' ? this.#dropSchema(change.name) : this.#drop(change.name)
      case 'rename':
        return change.object === 'schema'
          ? this.#renameSchema(change.name, change.to)
          : this.#move(change.name, { name: toStoredName(change.to) })
      case 'move':
        return this.#move(change.name, { schema: toStoredName(change.schema) })
      case 'link': {
        const linked = this.#findOrUnknown(change.to)
        for (const relation of this.find(change.name)) for (const each of linked) relation.links.add(each)
        return undefined
      }
      case 'assign':
        this.#assigned.add(toStoredName(change.name))
        return undefined
      case 'add column':
        this.#addedColumns.add(change.column)
        return undefined
      case 'rename column': {
        const origins = this.#columnOrigins.get(change.to) ?? new Set()
        this.#columnOrigins.set(change.to, origins.add(change.column))
        // What was added is no value of the users under its new name either.
        if (this.#addedColumns.has(change.column)) this.#addedColumns.add(change.to)
        return undefined
      }
      default:
        this.hasConversions ||= this.#findOrUnknown(change.name).some(
          ({ isCreated, links }) => !isCreated || links.size > 0,
        )
        return undefined
    }
  }

  #create({ object, name, type, isTemporary, sources }: Extract<SchemaChange, { kind: 'create' }>): void {
    const [schema, last] = parseName(name)
    if (object === 'schema') {
      if (!this.#schemas.has(last)) this.#schemas.set(last, { relations: new Map() })
    } else if (object === 'other') this.#created.add(last)
    else {
      const place = isTemporary ? TEMPORARY_SCHEMA : (schema ?? this.#path?.[0] ?? UNKNOWN_SCHEMA)
      const links = new Set(sources.flatMap((source) => this.find(source)))
      const existing = this.#schemas.get(place)?.relations.get(last) ?? []
      // OR REPLACE; with IF NOT EXISTS there are no links.
      for (const relation of existing) for (const link of links) relation.links.add(link)
      if (existing.length > 0) return
      this.#add(place, last, { name: last, isCreated: type !== 'foreign', isStored: type !== 'view', links })
    }
  }

  #drop(name: string): void {
    const places = this.#locate(name)
    // Which of several is dropped is not known.
    if (places.length === 1) for (const { relations, last } of places) relations.delete(last)
  }

  #dropSchema(name: string): void {
    this.#schemas.delete(toStoredName(name))
  }

  #renameSchema(name: string, to: string): void {
    const [from, target] = [toStoredName(name), toStoredName(to)]
    const schema = this.#schemas.get(from)
    this.#schemas.delete(from)
    if (schema === undefined) this.#assigned.add(target)
    else this.#schemas.set(target, schema)
  }

  #move(name: string, to: { readonly schema?: string; readonly name?: string }): void {
    const places = this.#locate(name)
    if (places.length === 1) for (const { relations, last } of places) relations.delete(last)
    const unknown = {
      ...this.#toUnknown(name),
      schema: parseName(name)[0] ?? this.#path?.[0] ?? UNKNOWN_SCHEMA,
    }
    for (const { schema, last, found } of places.length > 0 ? places : [unknown])
      for (const relation of found) this.#add(to.schema ?? schema, to.name ?? last, relation)
  }

  #findOrUnknown(name: string): readonly PlannedRelation[] {
    const found = this.find(name)
    return found.length > 0 ? found : this.#toUnknown(name).found
  }

  #toUnknown(name: string): { readonly last: string; readonly found: readonly PlannedRelation[] } {
    const last = toStoredName(name)
    return { last, found: [{ name: last, isCreated: false, isStored: true, links: new Set() }] }
  }

  #add(schema: string, name: string, relation: PlannedRelation): void {
    const { relations } = this.#schemas.get(schema) ?? { relations: new Map() }
    if (!this.#schemas.has(schema)) this.#schemas.set(schema, { relations })
    relations.set(name, [...(relations.get(name) ?? []), relation])
  }

  #locate(written: string): readonly {
    readonly schema: string
    readonly last: string
    readonly relations: PlannedSchema['relations']
    readonly found: readonly PlannedRelation[]
  }[] {
    const [named, last] = parseName(written)
    // A temporary table is found without its schema too, as any other of its name.
    const isTemporary = named === TEMPORARY_SCHEMA
    const own = this.#schemas.get(TEMPORARY_SCHEMA)?.relations
    const temporary = own?.get(last)
    if (own !== undefined && temporary !== undefined && (isTemporary || (named === undefined && this.#path)))
      return [{ schema: TEMPORARY_SCHEMA, last, relations: own, found: temporary }]
    const path = named === undefined || isTemporary ? (this.#path ?? [...this.#schemas.keys()]) : [named]
    return [...new Set([...path, UNKNOWN_SCHEMA])].flatMap((schema) => {
      const relations = this.#schemas.get(schema)?.relations
      const found = relations?.get(last)
      return relations === undefined || found === undefined ? [] : [{ schema, last, relations, found }]
    })
  }
}
