import { type SqlToken, tokenizeSql } from './tokenize-sql.js'

/** Reads a statement word by word, without comments. Keywords are compared in lower case; quoted names are none. */
export class SqlReader {
  readonly #tokens: readonly SqlToken[]
  #at = 0

  constructor(statement: string | readonly SqlToken[]) {
    const tokens = typeof statement === 'string' ? [...tokenizeSql(statement)] : statement
    this.#tokens = tokens.filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** The keyword or punctuation at an offset from the current one; empty for what is quoted and outside of the statement. */
  peek(offset = 0): string {
    const token = this.#tokens[this.#at + offset]
    return token === undefined || token.kind === 'quoted' ? '' : token.text.toLowerCase()
  }

  skip(): void {
    this.#at++
  }

  /** Skips these words if they are next. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, offset) => this.peek(offset) === word)) return false
    this.#at += words.length
    return true
  }

  /** Reads a name as it is written, of the last two parts: `app."Notes"`. */
  readName(): string | undefined {
    const parts: string[] = []
    do {
      const part = this.#readPart()
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.take('.'))
    return parts.slice(-2).join('.')
  }

  /** Reads the name of a table: `notes`, `notes *`, `ONLY notes`, `ONLY (notes)`. */
  readTable(): string | undefined {
    const isInParentheses = this.take('only') && this.take('(')
    const name = this.readName()
    if (isInParentheses) this.take(')')
    this.take('*')
    return name
  }

  /** Reads a list of tables, such as that of DROP TABLE. */
  readTables(): readonly string[] {
    const names: string[] = []
    do {
      const name = this.readTable()
      if (name !== undefined) names.push(name)
    } while (this.take(','))
    return names
  }

  /** The rest, split at commas outside of parentheses. */
  splitRest(): readonly SqlReader[] {
    const parts: SqlToken[][] = [[]]
    let depth = 0
    for (const token of this.#tokens.slice(this.#at)) {
      if (token.text === '(') depth++
      else if (token.text === ')') depth--
      if (token.text === ',' && depth === 0) parts.push([])
      else parts.at(-1)?.push(token)
    }
    return parts.map((part) => new SqlReader(part))
  }

  /** Reads what is in the parentheses that come next; undefined if none do. */
  readParentheses(): SqlReader | undefined {
    if (this.peek() !== '(') return undefined
    const start = this.#at
    for (let depth = 0; !this.isAtEnd; this.skip()) {
      if (this.peek() === '(') depth++
      else if (this.peek() === ')' && --depth === 0) break
    }
    this.skip()
    return new SqlReader(this.#tokens.slice(start + 1, this.#at - 1))
  }

  /** The rest. */
  get tokens(): readonly SqlToken[] {
    return this.#tokens.slice(this.#at)
  }

  /** The rest as it is written, without comments. */
  get text(): string {
    let [text, end] = ['', 0]
    for (const token of this.#tokens.slice(this.#at)) {
      text += (token.index === end ? '' : ' ') + token.text
      end = token.index + token.text.length
    }
    return text
  }

  /** Whether one of these words is in the rest. */
  has(...words: readonly string[]): boolean {
    return this.#tokens
      .slice(this.#at)
      .some(({ kind, text }) => kind === 'word' && words.includes(text.toLowerCase()))
  }

  /** The keywords and punctuation of the rest, in lower case, each between spaces. */
  get rest(): string {
    const words = this.#tokens
      .slice(this.#at)
      .map(({ kind, text }) => (kind === 'quoted' ? '"' : text.toLowerCase()))
    return ` ${words.join(' ')} `
  }

  /** The rest up to one of these words, with single spaces between its parts. */
  readUntil(...words: readonly string[]): string {
    const read: string[] = []
    while (!this.isAtEnd && !words.includes(this.peek())) {
      read.push(this.#tokens[this.#at]?.text ?? '')
      this.skip()
    }
    return read.join(' ')
  }

  /** What is called in the rest, by the stored names: names before a parenthesis, which need not be functions. */
  listCalls(): ReadonlySet<string> {
    const called = new Set<string>()
    const start = this.#at
    while (!this.isAtEnd) {
      const name = this.readName()
      if (name === undefined) this.skip()
      else if (this.peek() === '(') called.add(toStoredName(name))
    }
    this.#at = start
    return called
  }

  #readPart(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined) return undefined
    if (token.kind === 'word' && /^\D/.test(token.text)) {
      this.skip()
      return token.text
    }
    if (!token.text.startsWith('"')) return undefined
    // A doubled quote is the end of one token and the start of the next.
    let { text, index } = token
    for (;;) {
      index += this.#tokens[this.#at++]?.text.length ?? 0
      const next = this.#tokens[this.#at]
      if (next?.index !== index || !next.text.startsWith('"')) return text
      text += next.text
    }
  }
}

/** The name that the server stores: in lower case unless it was quoted. Of a qualified name, the last part. */
export function toStoredName(name: string): string {
  return parseName(name)[1]
}

/** The schema, if it is named, and the name, as the server stores them. */
export function parseName(name: string): readonly [schema: string | undefined, name: string] {
  const parts = (name.match(/"(?:[^"]|"")*"|[^".]+/g) ?? [name]).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  )
  return [parts.at(-2), parts.at(-1) ?? name]
}
