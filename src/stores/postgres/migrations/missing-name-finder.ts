import pg from 'pg'
import type { Queryable } from '../client/queryable.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { tokenizeSql } from '../sql/tokenize-sql.js'
import { changesSearchPath } from './ambiguous-names.js'
import { findRequirements, type Requirement } from './find-requirements.js'
import { findWrittenColumns } from './find-written-columns.js'
import { installsExtension } from './installs-extension.js'
import type { PlannedNames } from './planned-names.js'
import { findSchemaChanges } from './schema-changes.js'

const UNDEFINED_TABLE = '42P01'
const UNDEFINED_COLUMN = '42703'
/** Statements that the server analyses without running them. */
const PREPARED: ReadonlySet<string> = new Set('delete insert merge select update values with'.split(' '))
/** Further statements that create nothing but what they name. */
const KNOWN: ReadonlySet<string> = new Set(
  'alter analyze comment create drop grant lock reindex reset revoke set truncate'.split(' '),
)

/**
 * Finds the tables, indexes and columns that statements name and that do not exist. What an earlier statement mentions may exist by then.
 * Requires a transaction.
 */
export class MissingNameFinder {
  readonly #client: Queryable
  /** The words of earlier statements, in lower case. */
  readonly #mentioned = new Set<string>()
  /** Whether an earlier statement may have created anything. */
  #isUncertain = false

  readonly #names: PlannedNames
  /** The columns that earlier statements have dropped or renamed, by the OIDs of their tables. */
  readonly #removed = new Map<string, Set<string>>()

  /** `names` are those before the statement that is to be checked. */
  constructor(client: Queryable, names: PlannedNames) {
    this.#client = client
    this.#names = names
  }

  /** To be called for each statement, in order. The message is the server's, such as `relation "nots" does not exist`. */
  async find(statement: string): Promise<string | undefined> {
    if (this.#isUncertain) return undefined
    const missing = await this.#find(statement)
    await this.#apply(statement)
    this.#isUncertain = (await this.#runsCode(statement)) || changesSearchPath(statement)
    for (const { kind, text } of tokenizeSql(statement))
      if (kind === 'word' || kind === 'quoted') for (const word of listWords(text)) this.#mentioned.add(word)
    return missing
  }

  /** Whether an earlier statement may have changed what has this name. */
  mayBeChanged(name: string): boolean {
    return this.#isUncertain || this.#isMentioned(name)
  }

  async #find(statement: string): Promise<string | undefined> {
    const reader = new SqlReader(statement)
    if (PREPARED.has(reader.peek()))
      return (await this.#findByServer(statement)) ?? this.#findMissingWritten(statement)
    const own = listOwnNames(statement)
    for (const requirement of findRequirements(statement)) {
      const missing = await this.#findMissing(requirement, own)
      if (missing !== undefined) return missing
    }
    return undefined
  }

  /** What the server does not find in a table that an earlier statement has changed. */
  async #findMissingWritten(statement: string): Promise<string | undefined> {
    for (const { table, columns } of findWrittenColumns(statement)) {
      const missing = await this.#findMissingColumn(table, await this.#findRelation(table), columns)
      if (missing !== undefined) return missing
    }
    return undefined
  }

  /** `own` are the names that the statement itself creates, as stored. */
  async #findMissing(required: Requirement, own: ReadonlySet<string>): Promise<string | undefined> {
    const { table, ifExists } = required
    const stored = toStoredName(table)
    if (own.has(stored)) return undefined
    if (!this.#isMentioned(table) && !this.#mayBeGenerated(stored) && !(await this.#exists(table)))
      return ifExists ? undefined : `relation ${JSON.stringify(stored)} does not exist`
    const relation = await this.#findRelation(table)
    if (relation === undefined) return undefined
    const columns = required.columns.filter((name) => !own.has(name))
    const missing = await this.#findMissingColumn(table, relation, columns)
    if (missing !== undefined) return missing
    for (const name of required.constraints)
      if (
        !this.#hasMentioned(name) &&
        !this.#mayBeGenerated(name) &&
        !(await this.#hasConstraint(relation.oid, name))
      )
        return `constraint ${JSON.stringify(name)} of relation ${JSON.stringify(stored)} does not exist`
    return this.#findInExpressions(required, relation.name, own)
  }

  /** The table in the database that a name stands for; undefined if it may be another one, or have columns that are not known. */
  async #findRelation(table: string): Promise<{ readonly oid: string; readonly name: string } | undefined> {
    const [relation, ...others] = this.#names.find(table)
    const isKnown = relation?.isStored === true && others.length === 0 && !this.#names.isUncertain
    if (this.#isMentioned(table) && (!isKnown || relation.oid === undefined)) return undefined
    const { rows } = await this.#client.query<{ oid: string; name: string }>(
      'SELECT c.oid, c.oid::regclass::text AS name FROM pg_class c WHERE c.oid = coalesce($1::oid, to_regclass($2))',
      [this.#isMentioned(table) ? relation?.oid : null, table],
    )
    return rows[0]
  }

  async #findMissingColumn(
    table: string,
    relation: { readonly oid: string } | undefined,
    columns: readonly string[],
  ): Promise<string | undefined> {
    const [column] = relation === undefined ? [] : await this.#listMissingColumns(relation.oid, columns)
    return column === undefined
      ? undefined
      : `column ${JSON.stringify(column)} of relation ${JSON.stringify(toStoredName(table))} does not exist`
  }

  async #listMissingColumns(oid: string, columns: readonly string[]): Promise<readonly string[]> {
    if (columns.length === 0) return []
    const { rows } = await this.#client.query<{ name: string }>(
      'SELECT attname AS name FROM pg_attribute WHERE attrelid = $1 AND attname = ANY ($2) AND NOT attisdropped',
      [oid, columns],
    )
    const existing = new Set(rows.map(({ name }) => name))
    const removed = this.#removed.get(oid)
    return columns.filter(
      (name) => removed?.has(name) === true || (!existing.has(name) && !this.#hasMentioned(name)),
    )
  }

  async #hasConstraint(oid: string, name: string): Promise<boolean> {
    const { rows } = await this.#client.query(
      'SELECT FROM pg_constraint WHERE conrelid = $1 AND conname = $2',
      [oid, name],
    )
    return rows.length > 0
  }

  async #findInExpressions(
    { table, expressions }: Requirement,
    relation: string,
    own: ReadonlySet<string>,
  ): Promise<string | undefined> {
    if (expressions.length === 0) return undefined
    const list = expressions.map((expression) => `(${expression}\n)`).join(', ')
    const query = `SELECT ${list} FROM ${relation} AS ${JSON.stringify(toStoredName(table))}`
    return this.#findByServer(query, [UNDEFINED_COLUMN], own)
  }

  /** Follows the columns that a statement drops, renames or adds, after it was checked. */
  async #apply(statement: string): Promise<void> {
    for (const { table, removed } of findRequirements(statement)) {
      const relation = removed.length === 0 ? undefined : await this.#findRelation(table)
      if (relation === undefined) continue
      const names = this.#removed.get(relation.oid) ?? new Set()
      for (const name of removed) names.add(name)
      this.#removed.set(relation.oid, names)
    }
    for (const names of this.#removed.values()) for (const name of listOwnNames(statement)) names.delete(name)
  }

  /** Whether a statement runs code that can create anything: a block, the script of an extension, a function of users. */
  async #runsCode(statement: string): Promise<boolean> {
    const reader = new SqlReader(statement)
    const word = reader.peek()
    if ((!PREPARED.has(word) && !KNOWN.has(word)) || installsExtension(statement)) return true
    const calls = [...reader.listCalls()]
    if (calls.length === 0) return false
    if (this.#mentioned.has('function') && calls.some((name) => this.#isMentioned(name))) return true
    const { rows } = await this.#client.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_proc WHERE proname = ANY ($1) AND pronamespace <> 'pg_catalog'::regnamespace) AS found`,
      [calls],
    )
    return rows[0]?.found !== false
  }

  async #findByServer(
    statement: string,
    codes = [UNDEFINED_TABLE, UNDEFINED_COLUMN],
    own: ReadonlySet<string> = new Set(),
  ): Promise<string | undefined> {
    await this.#client.query('SAVEPOINT names')
    try {
      await this.#client.query(`PREPARE hm_names AS ${statement}\n; DEALLOCATE hm_names`)
      return undefined
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      if (error.code === undefined || !codes.includes(error.code)) return undefined
      const names = [...error.message.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
      const [bare] = /(?<=^column )[\w$.]+/.exec(error.message) ?? []
      const all = [...names, ...(bare === undefined ? [] : [bare])]
      // Also not if the message is in another language.
      return all.length === 0 || all.some((name) => own.has(toStoredName(name)) || this.#isMentioned(name))
        ? undefined
        : error.message
    } finally {
      await this.#client.query('ROLLBACK TO SAVEPOINT names; RELEASE SAVEPOINT names')
    }
  }

  #isMentioned(name: string): boolean {
    return this.#hasMentioned(toStoredName(name))
  }

  #hasMentioned(stored: string): boolean {
    return listWords(stored).some((word) => this.#mentioned.has(word))
  }

  /** Whether a name may be that of an index or constraint without one of its own, such as `notes_title_idx`. Long ones are cut. */
  #mayBeGenerated(stored: string): boolean {
    const name = stored.toLowerCase()
    return name.length > 50 || [...this.#mentioned].some((word) => name.startsWith(`${word}_`))
  }

  async #exists(name: string): Promise<boolean> {
    const { rows } = await this.#client.query<{ found: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS found',
      [name],
    )
    return rows[0]?.found !== false
  }
}

/** In lower case. */
function listWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []
}

/** The tables and columns that a statement creates, also by renaming, as stored. */
function listOwnNames(statement: string): ReadonlySet<string> {
  const names = findSchemaChanges(statement).flatMap((change) => {
    if (change.kind === 'add column') return [change.column]
    if (change.kind === 'rename column') return [change.to]
    return change.kind === 'create' ? [toStoredName(change.name)] : []
  })
  return new Set(names)
}
