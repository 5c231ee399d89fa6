import { type SqlToken, tokenizeSql } from '../sql/tokenize-sql.js'

/** A comment: `-- …` up to the end of its line, or a block comment. */
export interface SqlComment {
  /** The comment with its delimiters. */
  readonly text: string
  readonly index: number
}

/** A statement without the semicolon that ends it. */
export interface SqlStatement {
  readonly text: string
  readonly index: number
}

/**
 * Splits SQL at the semicolons between statements, ignoring those in quotes, dollar quotes, parentheses, comments and
 * the body of a `BEGIN ATOMIC` function, as psql does (PostgreSQL manual, 4.1, CREATE RULE and CREATE FUNCTION). Removes
 * comments between statements and preserves those inside. Calls `onComment` for each of
 * them.
 */
export function splitSql(sql: string, onComment?: (comment: SqlComment) => void): readonly SqlStatement[] {
  const statements: SqlStatement[] = []
  let start = -1
  let nesting = new Nesting()
  const endStatement = (until: number): void => {
    if (start !== -1) statements.push({ text: sql.slice(start, until).trim(), index: start })
    start = -1
    nesting = new Nesting()
  }
  for (const token of tokenizeSql(sql)) {
    const { kind, text, index } = token
    if (kind === 'comment') onComment?.({ text, index })
    else if (kind === 'blank') continue
    else if (text === ';' && nesting.isOutside) endStatement(index)
    else {
      if (start === -1) start = index
      nesting.add(token)
    }
  }
  endStatement(sql.length)
  return statements
}

const FUNCTION = /^create (?:or replace )?(?:function|procedure)$/
const MAX_HEAD_WORDS = 4

/** Whether the tokens of a statement so far end in parentheses or in the body of a `BEGIN ATOMIC` function. */
class Nesting {
  readonly #head: string[] = []
  #isFunction = false
  #previous = ''
  #parentheses = 0
  #blocks = 0

  get isOutside(): boolean {
    return this.#parentheses === 0 && this.#blocks === 0
  }

  add({ kind, text }: SqlToken): void {
    const word = kind === 'word' ? text.toLowerCase() : ''
    if (text === '(') this.#parentheses++
    else if (text === ')') this.#parentheses = Math.max(0, this.#parentheses - 1)
    // In parentheses, these words are names, for example of arguments.
    else if (this.#isFunction && this.#parentheses === 0) this.#addToBody(word)
    else if (word !== '' && this.#head.length < MAX_HEAD_WORDS) {
      this.#head.push(word)
      this.#isFunction = FUNCTION.test(this.#head.join(' '))
    }
    this.#previous = word
  }

  #addToBody(word: string): void {
    if (this.#blocks === 0) {
      if (word === 'atomic' && this.#previous === 'begin') this.#blocks = 1
    } else if (word === 'begin' || word === 'case') this.#blocks++
    else if (word === 'end') this.#blocks--
  }
}
