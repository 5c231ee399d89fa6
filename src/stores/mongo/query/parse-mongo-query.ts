import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { parseMongoValue } from './parse-mongo-value.js'
import { type MongoToken, tokenizeMongo } from './tokenize-mongo.js'
import { formatTextPosition } from '../../query-text/format-text-position.js'

/** One call of a chain: `find({...})`, `.sort({...})`. */
export interface MongoCall {
  readonly name: string
  readonly args: readonly unknown[]
}

/** A parsed query, such as `expenses.find({...}).sort({...})`. */
export interface MongoQuery {
  readonly collection: string
  readonly call: MongoCall
  /** Calls on the cursor, in order. */
  readonly chain: readonly MongoCall[]
}

/** Parses mongosh syntax into a collection and calls with BSON arguments. The text is never evaluated. */
export function parseMongoQuery(text: string): MongoQuery {
  assertCollectionQuery(text)
  const reader = new MongoCallReader(text)
  reader.skipDatabaseName()
  const collection = reader.readCollection()
  const calls: MongoCall[] = []
  while (!reader.isAtEnd()) calls.push(reader.readCall())
  const [call, ...chain] = calls
  if (call === undefined) throw invalidMongoQueryError(`"${text.trim()}" does not call a method.`)
  return { collection, call, chain }
}

class MongoCallReader {
  readonly #text: string
  readonly #tokens: readonly MongoToken[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    const tokens = tokenizeMongo(text)
    this.#tokens = tokens.at(-1)?.text === ';' ? tokens.slice(0, -1) : tokens
  }

  isAtEnd(): boolean {
    return this.#next >= this.#tokens.length
  }

  skipDatabaseName(): void {
    if (this.#peek(0) === 'db' && ['.', '['].includes(this.#peek(1) ?? ''))
      this.#next = this.#peek(1) === '.' ? 2 : 1
  }

  /** A name (which may contain dots: `system.profile`), `["name"]`, or `getCollection("name")`. */
  readCollection(): string {
    if (this.#peek(0) === '[') {
      this.#next++
      const name = this.#readString()
      this.#expectPunctuation(']')
      return name
    }
    if (this.#peek(0) === 'getCollection') {
      const [name] = this.#readArguments()
      if (typeof name === 'string') return name
    }
    const parts = [this.#readWord()]
    while (this.#peek(0) === '.' && this.#peek(2) === '.') {
      this.#next++
      parts.push(this.#readWord())
    }
    return parts.join('.')
  }

  readCall(): MongoCall {
    this.#expectPunctuation('.')
    const name = this.#peek(0) ?? ''
    return { name, args: this.#readArguments() }
  }

  /** Reads `name(…)`. Splits the arguments at the commas of the outermost level and parses each as a value. */
  #readArguments(): readonly unknown[] {
    this.#readWord()
    const start = this.#tokens[this.#next]?.index ?? 0
    this.#expectPunctuation('(')
    const args: MongoToken[][] = [[]]
    const open: string[] = []
    for (;;) {
      const token = this.#tokens[this.#next]
      if (token === undefined)
        throw invalidMongoQueryError(`The bracket at ${formatTextPosition(this.#text, start)} is not closed.`)
      this.#next++
      if (open.length === 0 && token.text === ')' && token.kind === 'punctuation') break
      if (open.length === 0 && token.text === ',' && token.kind === 'punctuation') args.push([])
      else args.at(-1)?.push(token)
      if (token.kind === 'punctuation' && '([{'.includes(token.text)) open.push(token.text)
      if (token.kind === 'punctuation' && ')]}'.includes(token.text)) open.pop()
    }
    if (args.length === 1 && args[0]?.length === 0) return []
    return args.map((tokens) => parseMongoValue(tokens, this.#text))
  }

  #peek(ahead: number): string | undefined {
    return this.#tokens[this.#next + ahead]?.text
  }

  #readWord(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'word') throw this.#unexpectedTokenError('a name')
    this.#next++
    return token.text
  }

  #readString(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'string') throw this.#unexpectedTokenError('a quoted name')
    this.#next++
    return String(parseMongoValue([token], this.#text))
  }

  #expectPunctuation(character: string): void {
    if (this.#peek(0) !== character) throw this.#unexpectedTokenError(character)
    this.#next++
  }

  #unexpectedTokenError(expected: string): HomeError {
    const token = this.#tokens[this.#next]
    const found =
      token === undefined
        ? 'the end of the query'
        : `"${token.text}" at ${formatTextPosition(this.#text, token.index)}`
    return invalidMongoQueryError(`Expected ${expected}, found ${found}.`)
  }
}

/** mongosh's own commands, and methods of the database instead of a collection. */
function assertCollectionQuery(text: string): void {
  const [, command, method] =
    /^\s*(?:((?:show|use)\s+[\w-]+)\s*;?\s*$|db\.(?!getCollection\b)(\w+)\s*\()/.exec(text) ?? []
  if (command === undefined && method === undefined) return
  throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `${command ?? `db.${method}()`} is not supported: a query calls a method of a collection.`,
    detail: 'Collections: expenses, budgets, categories.',
    suggestion: `Run homemanager query mongo 'expenses.find({}).limit(1)', or homemanager shell mongo for other commands.`,
  })
}

function invalidMongoQueryError(message: string): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message,
    suggestion:
      'Use the syntax of mongosh: expenses.find({user_id: "USER#…"}).sort({created_at: -1}).limit(10)',
  })
}
