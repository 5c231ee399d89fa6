import { type StepWarning, UNKNOWN_CODE } from '../../contracts/step-warning.js'
import type { Queryable } from '../client/queryable.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { isSafeConversion } from './is-safe-conversion.js'
import { findSqlDataEffects, type SqlDataEffect } from './sql-data-effects.js'
import { TableFinder } from './table-finder.js'

/** Finds which records statements delete or change, given the current data. Requires a read-only session. */
export class DataEffectReviewer {
  readonly #tables: TableFinder
  readonly #created: ReadonlySet<string>

  /** `statements` are all that will run. */
  constructor(client: Queryable, statements: readonly string[]) {
    const changesPath = statements.some((statement) => /\bsearch_path\b/i.test(statement))
    this.#tables = new TableFinder(client, changesPath)
    this.#created = new Set(statements.flatMap(findCreatedFunction))
  }

  /** A statement that concerns only empty tables, or tables that do not exist yet, has no effect. */
  async review(statement: string): Promise<readonly StepWarning[]> {
    const found: StepWarning[] = []
    for (const effect of findSqlDataEffects(statement))
      found.push(...(await describeEffect(this.#tables, this.#created, effect)))
    return found
  }

  /** How much a table contains; empty if it is missing or has no row. */
  async describeTable(name: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const oid of await this.#tables.find(name)) {
      const rows = await this.#tables.describeContents(oid)
      if (rows !== undefined) found.push(rows)
    }
    return found
  }
}

async function describeEffect(
  tables: TableFinder,
  created: ReadonlySet<string>,
  effect: SqlDataEffect,
): Promise<readonly StepWarning[]> {
  switch (effect.kind) {
    case 'table':
      return describeTableEffect(tables, effect)
    case 'schema': {
      const count = await tables.countInSchema(effect.name)
      const text = `deletes the schema ${effect.name} with ${count} tables that contain data`
      return count === 0 ? [] : [{ text, effect: 'deletes' }]
    }
    case 'type':
    case 'extension': {
      const { kind, name } = effect
      const isUsed = await (kind === 'type' ? tables.useType(name) : tables.useExtension(name))
      const text = kind === 'type' ? `values of the type ${name}` : `values of types of the extension ${name}`
      return isUsed ? [{ text: `deletes the ${text}`, effect: 'deletes' }] : []
    }
    case 'functions': {
      const isChanging =
        effect.names.some((name) => created.has(name)) || (await tables.mayChange(effect.names))
      return isChanging && (await tables.haveData()) ? [UNKNOWN_CODE] : []
    }
    default:
      return (await tables.haveData()) ? [UNKNOWN_CODE] : []
  }
}

async function describeTableEffect(
  tables: TableFinder,
  { name, effect, text, cascade = false, column, type }: Extract<SqlDataEffect, { kind: 'table' }>,
): Promise<readonly StepWarning[]> {
  const found: StepWarning[] = []
  for (const oid of await tables.find(name)) {
    if (column !== undefined) {
      const current = await tables.readColumnType(oid, column)
      if (current === undefined || (type !== undefined && isSafeConversion(current, type))) continue
    }
    const affected = [{ oid, name }, ...(cascade ? await tables.listReferring(oid) : [])]
    for (const table of affected) {
      const rows = await tables.describeContents(table.oid)
      if (rows === undefined) continue
      found.push({ text: text.replace('{name}', () => table.name).replace('{rows}', rows), effect })
    }
  }
  return found
}

/** The name of a function that a statement creates and that is not declared to change nothing. */
function findCreatedFunction(statement: string): readonly string[] {
  const reader = new SqlReader(statement)
  if (!reader.take('create')) return []
  reader.take('or', 'replace')
  if (!reader.take('function') && !reader.take('procedure')) return []
  const name = reader.readName()
  return name === undefined || reader.has('immutable', 'stable') ? [] : [toStoredName(name)]
}
