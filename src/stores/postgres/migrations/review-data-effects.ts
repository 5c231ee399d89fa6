import type { MigrationStep } from '../../contracts/migration-store.js'
import { type StepWarning, UNKNOWN_CODE } from '../../contracts/step-warning.js'
import type { Queryable } from '../client/queryable.js'
import { toStoredName } from '../sql/sql-reader.js'
import { changesSearchPath, hasEscapedName } from './ambiguous-names.js'
import {
  findFunctionDefinitions,
  type FunctionDefinition,
  listChanging,
} from './find-function-definitions.js'
import { isSafeConversion, keepsStorage } from './is-safe-conversion.js'
import { existObjects, isCataloged, listDependentData } from './list-dependent-data.js'
import { listLinked, type PlannedNames, type PlannedRelation } from './planned-names.js'
import {
  deletesColumn,
  DELETES_TABLE,
  findSqlDataEffects,
  type SqlDataEffect,
  type TableEffect,
} from './sql-data-effects.js'
import { installsExtension } from './installs-extension.js'
import { listUnknownNames, readFunctionDefinitions } from './read-function-definitions.js'
import { PlannedTriggers } from './planned-triggers.js'
import { reviewForeignKeys } from './review-foreign-keys.js'
import { TableFinder } from './table-finder.js'
import { toStepWarning } from './to-step-warning.js'

const UNKNOWN_SIZE = 'unknown size'
/** It has the effect all the same: what is missing now may exist when the statement runs. */
const MISSING = { text: 'fails: there is no table or view {name}', fails: true }

/** What statements do to records, per statement. Requires a read-only session. */
export async function reviewEffects(
  client: Queryable,
  steps: readonly MigrationStep<string>[],
): Promise<readonly (readonly StepWarning[])[]> {
  if (!(await new TableFinder(client).haveData())) return steps.map(() => [])
  const statements = steps.map(({ action }) => action)
  const reviewer = await DataEffectReviewer.open(client, statements)
  const found: (readonly StepWarning[])[] = []
  for (const statement of statements) found.push(await reviewer.review(statement))
  return found
}

/** Finds which records statements delete or change, given the current data. Requires a read-only session. */
export class DataEffectReviewer {
  readonly #client: Queryable
  readonly #tables: TableFinder
  readonly #names: PlannedNames
  readonly #triggers: PlannedTriggers
  #hasWrites = false
  /** Of the functions that the plan defines. */
  readonly #definitions: readonly FunctionDefinition[]
  readonly #installsExtension: boolean
  #changingFunctions: Promise<ReadonlySet<string>> | undefined

  private constructor(
    client: Queryable,
    names: PlannedNames,
    tables: TableFinder,
    statements: readonly string[],
  ) {
    this.#client = client
    this.#tables = tables
    this.#names = names
    this.#triggers = new PlannedTriggers(client, names)
    this.#definitions = statements.flatMap(findFunctionDefinitions)
    this.#installsExtension = statements.some(installsExtension)
  }

  /** `statements` are all that will run. */
  static async open(
    client: Queryable,
    statements: readonly string[],
    tables = new TableFinder(client),
  ): Promise<DataEffectReviewer> {
    const names = await tables.readNames(statements.some(changesSearchPath))
    names.isUncertain = statements.some(hasEscapedName)
    return new DataEffectReviewer(client, names, tables, statements)
  }

  /** What tables and columns are called before the next statement. */
  get names(): PlannedNames {
    return this.#names
  }

  /**
   * A statement that concerns only tables that are empty, or that an earlier statement creates, has no effect. To be called for each
   * statement, in order.
   */
  async review(statement: string): Promise<readonly StepWarning[]> {
    const found: StepWarning[] = []
    const effects = findSqlDataEffects(statement)
    this.#hasWrites ||= effects.some(({ kind }) => kind !== 'fires')
    for (const effect of effects) found.push(...(await this.#describe(effect)))
    await this.#triggers.apply(statement)
    this.#names.apply(statement)
    if (found.some(({ effect }) => effect === 'unknown')) this.#names.isUncertain = true
    return found
  }

  /** How much a table contains; empty if it is missing or has no row. */
  async describeTable(name: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const { oid } of this.#names.find(name)) {
      const rows = oid === undefined ? undefined : await this.#tables.describeContents(oid)
      if (rows !== undefined) found.push(rows)
    }
    return found
  }

  /** Whether PostgreSQL converts the rows if a column gets a type. It does so if the current type is not known. */
  async rewrites(table: string, column: string, type: string): Promise<boolean> {
    for (const relation of this.#names.find(table)) {
      const current = await this.#readColumnTypes(relation, column)
      if (current.length === 0 || !current.every((each) => keepsStorage(each, type))) return true
    }
    return false
  }

  /** Whether a column is NULL in some rows. False if an earlier statement may have filled it, or if finding out takes long. */
  async hasNulls(table: string, column: string): Promise<boolean> {
    if (this.#hasWrites || this.#names.isUncertain) return false
    for (const { oid } of this.#names.find(table))
      for (const name of oid === undefined ? [] : this.#names.listColumnNames(column))
        if (oid !== undefined && (await this.#tables.hasNulls(oid, name))) return true
    return false
  }

  /** Whether a table has rows that a column without a value fails for. False if that is not certain, as for `hasNulls`. */
  async hasRows(table: string): Promise<boolean> {
    if (this.#hasWrites || this.#names.isUncertain) return false
    for (const { oid } of this.#names.find(table))
      if (oid !== undefined && (await this.#tables.hasRows(oid))) return true
    return false
  }

  /** The quoted name of a table that can be read completely, with the rows that the statement will find; undefined otherwise. */
  async findSmallTable(table: string): Promise<string | undefined> {
    if (this.#hasWrites || this.#names.isUncertain || this.#names.hasConversions) return undefined
    const [relation, ...others] = this.#names.find(table)
    return relation?.oid === undefined || others.length > 0
      ? undefined
      : this.#tables.findSmallTable(relation.oid)
  }

  async #describe(effect: SqlDataEffect): Promise<readonly StepWarning[]> {
    switch (effect.kind) {
      case 'table':
        return this.#describeTableEffect(effect)
      case 'dependents':
        return this.#describeDependents(effect)
      case 'functions':
        return (await this.#tables.haveData()) && (await this.#mayChange(effect.names)) ? [UNKNOWN_CODE] : []
      case 'fires':
        return this.#describeFired(effect)
      default:
        return (await this.#tables.haveData()) ? [UNKNOWN_CODE] : []
    }
  }

  /** What triggers and rules do. Their names may be found elsewhere, so that nothing fails for sure. */
  async #describeFired({
    name,
    event,
  }: Extract<SqlDataEffect, { kind: 'fires' }>): Promise<readonly StepWarning[]> {
    if (!(await this.#tables.haveData())) return []
    const found: StepWarning[] = []
    for (const { effect, by } of await this.#triggers.find(name, event)) {
      const isElsewhere = effect.kind === 'table' && this.#names.find(effect.name).length === 0
      const warnings = isElsewhere
        ? [toStepWarning(effect, effect.name, UNKNOWN_SIZE)]
        : await this.#describe(effect)
      for (const { text, effect: kind } of warnings)
        found.push({ text: `${text}, by ${by}`, ...(kind === undefined ? {} : { effect: kind }) })
    }
    return found
  }

  /** Also what an extension brings that the plan creates or updates. */
  async #mayChange(called: readonly string[]): Promise<boolean> {
    const changing = await this.#listChangingFunctions()
    if (called.some((name) => changing.has(name))) return true
    if (!this.#installsExtension) return false
    const unknown = await listUnknownNames(this.#client, called)
    const defined = new Set(this.#definitions.map(({ name }) => name))
    return unknown.some((name) => !defined.has(name) && this.#names.find(JSON.stringify(name)).length === 0)
  }

  /** Read once: a file may have many calls. */
  async #listChangingFunctions(): Promise<ReadonlySet<string>> {
    this.#changingFunctions ??= readFunctionDefinitions(this.#client).then((existing) =>
      listChanging([...existing, ...this.#definitions]),
    )
    return this.#changingFunctions
  }

  async #describeTableEffect(effect: TableEffect): Promise<readonly StepWarning[]> {
    const { name, ifExists = false } = effect
    const relations = this.#names.find(name)
    if (relations.length === 0) {
      if (await this.#isMissing(ifExists)) return []
      return [
        this.#names.isUncertain
          ? toStepWarning(effect, name, UNKNOWN_SIZE)
          : toStepWarning({ ...effect, ...MISSING }, name, ''),
      ]
    }
    const found: StepWarning[] = []
    for (const relation of relations) {
      if (!(await this.#concernsColumn(relation, effect))) continue
      if (await this.#isColumnMissing(relation, effect)) {
        const [column, table] = [effect.column, toStoredName(name)].map((each) => JSON.stringify(each))
        const text = `fails: column ${column} of relation ${table} does not exist`
        found.push(toStepWarning({ ...effect, text, fails: true }, name, ''))
        continue
      }
      const rows = await this.#describeContents(relation)
      if (rows !== undefined) found.push(toStepWarning(effect, withOrigin(name, relation), rows))
      const { oid } = relation
      if (oid !== undefined) found.push(...(await reviewForeignKeys(this.#client, this.#tables, oid, effect)))
    }
    return found
  }

  /** Whether nothing has this name. Without IF EXISTS, something must have it when the statement runs. */
  async #isMissing(ifExists: boolean): Promise<boolean> {
    return (ifExists && !this.#names.isUncertain) || !(await this.#tables.haveData())
  }

  /** Whether a column with values is dropped or converted. Only a column that the plan adds has none. */
  async #concernsColumn(
    relation: PlannedRelation,
    { column, type, ifExists = false }: TableEffect,
  ): Promise<boolean> {
    if (column === undefined) return true
    const current = await this.#readColumnTypes(relation, column)
    if (current.length === 0)
      return this.#names.isUncertain || !(ifExists || this.#names.isColumnAdded(column))
    return type === undefined || !current.every((each) => isSafeConversion(each, type))
  }

  /** Whether a table that the plan has left as it is has no such column. */
  async #isColumnMissing(relation: PlannedRelation, { column }: TableEffect): Promise<boolean> {
    const { oid, isStored, links } = relation
    if (column === undefined || oid === undefined || !isStored || links.size > 0) return false
    if (this.#names.isUncertain || this.#names.isColumnAdded(column)) return false
    return (await this.#readColumnTypes(relation, column)).length === 0 && (await this.#tables.haveData())
  }

  /** The types that a column has in the database, of a table and those that it is linked to. */
  async #readColumnTypes(relation: PlannedRelation, column: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const { oid } of listLinked(relation)) {
      if (oid === undefined) continue
      for (const name of this.#names.listColumnNames(column)) {
        const type = await this.#tables.readColumnType(oid, name)
        if (type !== undefined) found.push(type)
      }
    }
    return found
  }

  /** `undefined` only if there is certainly no record in the relation, nor in those that it is linked to. */
  async #describeContents(relation: PlannedRelation): Promise<string | undefined> {
    for (const each of listLinked(relation)) {
      const { oid, isCreated, name } = each
      const rows = oid === undefined ? undefined : await this.#tables.describeContents(oid)
      if (rows !== undefined) return each === relation ? rows : `with ${name}: ${rows}`
      const isUnknown = this.#names.isUncertain || (oid === undefined && !isCreated)
      if (isUnknown && (await this.#tables.haveData())) return UNKNOWN_SIZE
    }
    return undefined
  }

  /** What DROP … CASCADE deletes, except for tables that are named. */
  async #describeDependents({ object, name, ifExists = false }: Dependents): Promise<readonly StepWarning[]> {
    if (!(await this.#tables.haveData())) return []
    const unknown = [
      { text: `deletes what depends on ${name}, which may be data`, effect: 'deletes' },
    ] as const
    const { isUncertain, hasConversions } = this.#names
    if (!isCataloged(object) || isUncertain || hasConversions || this.#names.isAssigned(name)) return unknown
    const isMissing = ifExists ? [] : unknown
    if (object === 'schema') return (await this.#describeSchema(name)) ?? isMissing
    if (object === 'relation') {
      const relations = this.#names.find(name)
      return relations.length === 0 ? isMissing : this.#describeDependentData(object, toOids(relations))
    }
    const stored = [toStoredName(name)]
    if (!(await existObjects(this.#client, object, stored)))
      return this.#names.isCreated(name) ? [] : isMissing
    return this.#describeDependentData(object, stored)
  }

  /** `undefined` if there is no such schema. */
  async #describeSchema(name: string): Promise<readonly StepWarning[] | undefined> {
    const schema = this.#names.findSchema(name)
    if (schema === undefined) return undefined
    const { origin, relations } = schema
    const oids = toOids(relations)
    let count = 0
    for (const relation of relations.filter(({ isStored }) => isStored))
      if ((await this.#describeContents(relation)) !== undefined) count++
    const text = `deletes the schema ${name} with ${count} ${count === 1 ? 'table' : 'tables'} that ${count === 1 ? 'contains' : 'contain'} data`
    return [
      ...(count === 0 ? [] : [{ text, effect: 'deletes' } as const]),
      ...(await this.#describeDependentData('schema', origin === undefined ? [] : [origin], oids)),
      ...(await this.#describeDependentData('relation', oids)),
    ]
  }

  async #describeDependentData(
    object: string,
    names: readonly string[],
    except: readonly string[] = [],
  ): Promise<readonly StepWarning[]> {
    const found: StepWarning[] = []
    for (const { oid, name, columns } of await listDependentData(this.#client, object, names)) {
      if (except.includes(oid)) continue
      const rows = await this.#tables.describeContents(oid)
      if (rows === undefined) continue
      const effects = columns === null ? [DELETES_TABLE] : columns.map(deletesColumn)
      found.push(...effects.map((effect) => toStepWarning(effect, name, rows)))
    }
    return found
  }
}

type Dependents = Extract<SqlDataEffect, { kind: 'dependents' }>

function toOids(relations: readonly PlannedRelation[]): readonly string[] {
  return relations.flatMap(({ oid }) => oid ?? [])
}

/** A renamed table with the name that users know. */
function withOrigin(name: string, relation: PlannedRelation): string {
  return relation.name === toStoredName(name) ? name : `${name} (formerly ${relation.name})`
}
