import pg from 'pg'
import type { Queryable } from '../client/queryable.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { tokenizeSql } from '../sql/tokenize-sql.js'
import { findColumnActions } from './find-column-actions.js'
import { installsExtension } from './installs-extension.js'

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

  constructor(client: Queryable) {
    this.#client = client
  }

  /** To be called for each statement, in order. The message is the server's, such as `relation "nots" does not exist`. */
  async find(statement: string): Promise<string | undefined> {
    if (this.#isUncertain) return undefined
    const missing = await this.#find(statement)
    this.#isUncertain = await this.#runsCode(statement)
    for (const { kind, text } of tokenizeSql(statement))
      if (kind === 'word' || kind === 'quoted') for (const word of listWords(text)) this.#mentioned.add(word)
    return missing
  }

  async #find(statement: string): Promise<string | undefined> {
    // Names may refer to another schema from then on.
    if (this.#mentioned.has('search_path')) return undefined
    const reader = new SqlReader(statement)
    if (PREPARED.has(reader.peek())) return this.#findByServer(statement)
    const name = readRequiredName(reader)
    if (name === undefined || this.#isMentioned(name)) return undefined
    const stored = toStoredName(name)
    if (!(await this.#exists(name))) return `relation ${JSON.stringify(stored)} does not exist`
    for (const { kind, column } of findColumnActions(statement)) {
      if (kind === 'add' || this.#hasMentioned(column)) continue
      if (!(await this.#hasColumn(name, column)))
        return `column ${JSON.stringify(column)} of relation ${JSON.stringify(stored)} does not exist`
    }
    return undefined
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

  async #findByServer(statement: string): Promise<string | undefined> {
    await this.#client.query('SAVEPOINT names')
    try {
      await this.#client.query(`PREPARE hm_names AS ${statement}\n; DEALLOCATE hm_names`)
      return undefined
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      if (error.code !== UNDEFINED_TABLE && error.code !== UNDEFINED_COLUMN) return undefined
      const names = [...error.message.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
      const [bare] = /(?<=^column )[\w$.]+/.exec(error.message) ?? []
      const all = [...names, ...(bare === undefined ? [] : [bare])]
      // Also not if the message is in another language.
      return all.length === 0 || all.some((name) => this.#isMentioned(name)) ? undefined : error.message
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

  async #exists(name: string): Promise<boolean> {
    const { rows } = await this.#client.query<{ found: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS found',
      [name],
    )
    return rows[0]?.found !== false
  }

  async #hasColumn(table: string, column: string): Promise<boolean> {
    const { rows } = await this.#client.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attname = $2 AND NOT attisdropped) AS found`,
      [table, column],
    )
    return rows[0]?.found !== false
  }
}

/** In lower case. */
function listWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []
}

/** The table or index that must exist for a statement to succeed, as written. */
function readRequiredName(reader: SqlReader): string | undefined {
  if (reader.take('alter', 'table')) return reader.peek() === 'if' ? undefined : reader.readTable()
  if (reader.take('drop', 'index')) {
    reader.take('concurrently')
    return reader.peek() === 'if' ? undefined : reader.readName()
  }
  if (!reader.take('create')) return undefined
  reader.take('unique')
  if (!reader.take('index')) return undefined
  reader.readUntil('on')
  return reader.take('on') ? reader.readTable() : undefined
}
