import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { parseMongoValue } from './mongo-value.js'
import { type MongoToken, mongoTokens } from './mongo-tokens.js'
import { textPosition } from './text-position.js'

/** One call of a chain: `find({...})`, `.sort({...})`. */
export interface MongoCall {
  readonly name: string
  readonly args: readonly unknown[]
}

/** `expenses.find({...}).sort({...})` taken apart. */
export interface MongoQuery {
  readonly collection: string
  readonly call: MongoCall
  /** What follows on the cursor, in order. */
  readonly chain: readonly MongoCall[]
}

/** Parses mongosh text into a collection and calls with BSON arguments. Nothing of the text is ever evaluated. */
export function parseMongoQuery(text: string): MongoQuery {
  const reader = new CallReader(text)
  reader.skipDatabase()
  const collection = reader.collection()
  const calls: MongoCall[] = []
  while (!reader.atEnd()) calls.push(reader.call())
  const [call, ...chain] = calls
  if (call === undefined) throw invalid(`"${text.trim()}" calls nothing.`)
  return { collection, call, chain }
}

class CallReader {
  readonly #text: string
  readonly #tokens: readonly MongoToken[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    const tokens = mongoTokens(text)
    this.#tokens = tokens.at(-1)?.text === ';' ? tokens.slice(0, -1) : tokens
  }

  atEnd(): boolean {
    return this.#next >= this.#tokens.length
  }

  skipDatabase(): void {
    if (this.#peek(0) === 'db' && ['.', '['].includes(this.#peek(1) ?? ''))
      this.#next = this.#peek(1) === '.' ? 2 : 1
  }

  /** A plain name (dots allowed: `system.profile`), `["name"]`, or `getCollection("name")`. */
  collection(): string {
    if (this.#peek(0) === '[') {
      this.#next++
      const name = this.#string()
      this.#sign(']')
      return name
    }
    if (this.#peek(0) === 'getCollection') {
      const [name] = this.#arguments()
      if (typeof name === 'string') return name
    }
    const parts = [this.#word()]
    while (this.#peek(0) === '.' && this.#peek(2) === '.') {
      this.#next++
      parts.push(this.#word())
    }
    return parts.join('.')
  }

  call(): MongoCall {
    this.#sign('.')
    const name = this.#peek(0) ?? ''
    return { name, args: this.#arguments() }
  }

  /** Reads `name(…)`; each argument is cut out at the commas of the outermost level and parsed as a value. */
  #arguments(): readonly unknown[] {
    this.#word()
    const start = this.#tokens[this.#next]?.at ?? 0
    this.#sign('(')
    const args: MongoToken[][] = [[]]
    const open: string[] = []
    for (;;) {
      const token = this.#tokens[this.#next]
      if (token === undefined)
        throw invalid(`The bracket at ${textPosition(this.#text, start)} does not close.`)
      this.#next++
      if (open.length === 0 && token.text === ')' && token.kind === 'sign') break
      if (open.length === 0 && token.text === ',' && token.kind === 'sign') args.push([])
      else args.at(-1)?.push(token)
      if (token.kind === 'sign' && '([{'.includes(token.text)) open.push(token.text)
      if (token.kind === 'sign' && ')]}'.includes(token.text)) open.pop()
    }
    if (args.length === 1 && args[0]?.length === 0) return []
    return args.map((tokens) => parseMongoValue(tokens, this.#text))
  }

  #peek(ahead: number): string | undefined {
    return this.#tokens[this.#next + ahead]?.text
  }

  #word(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'word') throw this.#unexpected('a name')
    this.#next++
    return token.text
  }

  #string(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'string') throw this.#unexpected('a quoted name')
    this.#next++
    return String(parseMongoValue([token], this.#text))
  }

  #sign(sign: string): void {
    if (this.#peek(0) !== sign) throw this.#unexpected(sign)
    this.#next++
  }

  #unexpected(wanted: string): HomeError {
    const token = this.#tokens[this.#next]
    const found = token === undefined ? 'the end' : `"${token.text}" at ${textPosition(this.#text, token.at)}`
    return invalid(`Expected ${wanted}, found ${found}.`)
  }
}

function invalid(message: string): HomeError {
  return new HomeError(INSPECT_ERRORS.QUERY_INVALID, {
    message,
    suggestion: 'Write it as in mongosh: expenses.find({user_id: "USER#…"}).sort({created_at: -1}).limit(10)',
  })
}
