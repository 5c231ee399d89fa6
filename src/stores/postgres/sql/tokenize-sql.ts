/** A token of SQL. `index` is its position in the text. */
export interface SqlToken {
  /** `quoted`: a string, a quoted identifier or a dollar-quoted string. `parameter`: `:name`, as in psql. */
  readonly kind: 'blank' | 'comment' | 'quoted' | 'parameter' | 'word' | 'punctuation'
  readonly text: string
  readonly index: number
}

/**
 * See "Lexical Structure" in the PostgreSQL manual. Letters beyond ASCII are those of identifiers, also spaces that are not
 * ASCII. A doubled quote is treated as the end of one string and the start of the next, with the same result. Block comments
 * and escape strings are not here: the former nest, the latter may continue on the next line.
 */
const BLANK = /[ \t\n\r\f\v]+/y
const COMMENT = /--[^\n\r]*/y
const QUOTED = /'[^']*'?|"[^"]*"?/y
// A cast is two colons, and a named argument := or =>; what follows is not a parameter.
const COLONS = /::|:=/y
const PARAMETER = /:[A-Za-z_]\w*/y
const WORD = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*|\d[\w.]*/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y
const STRING_CONTINUATION = /[ \t\f\v]*[\n\r][ \t\n\r\f\v]*'/y

/** Splits SQL into tokens, so that words, parameters and semicolons in strings and comments are ignored. */
export function* tokenizeSql(text: string): Generator<SqlToken> {
  for (let index = 0; index < text.length;) {
    const [kind, end] = matchSpecialToken(text, index) ?? matchSqlToken(text, index)
    yield { kind, text: text.slice(index, end), index }
    index = end
  }
}

type Match = readonly [kind: SqlToken['kind'], end: number]

/** By the first character: trying each pattern would take most of the time that it takes to load migrations. */
function matchSqlToken(text: string, index: number): Match {
  const match = (kind: SqlToken['kind'], pattern: RegExp): Match | undefined => {
    const found = matchAt(pattern, text, index)
    return found === undefined ? undefined : [kind, index + found.length]
  }
  const punctuation = (): Match => ['punctuation', index + 1]
  switch (text[index]) {
    case ' ':
    case '\n':
    case '\t':
    case '\r':
    case '\f':
    case '\v':
      return match('blank', BLANK) ?? punctuation()
    case '-':
      return match('comment', COMMENT) ?? punctuation()
    case "'":
    case '"':
      return match('quoted', QUOTED) ?? punctuation()
    case ':':
      return match('punctuation', COLONS) ?? match('parameter', PARAMETER) ?? punctuation()
    default:
      return match('word', WORD) ?? punctuation()
  }
}

/** A block comment, escape string or dollar-quoted string. */
function matchSpecialToken(text: string, index: number): Match | undefined {
  if (text[index] === '/' && text[index + 1] === '*') {
    const end = findCommentEnd(text, index + 2)
    // As with quotes that are not closed, the server reports it. A comment would be left out, and all that it contains.
    return end === undefined ? ['quoted', text.length] : ['comment', end]
  }
  if ((text[index] === 'e' || text[index] === 'E') && text[index + 1] === "'")
    return ['quoted', findEscapeStringEnd(text, index + 2)]
  if (text[index] !== '$') return undefined
  const tag = matchAt(DOLLAR_TAG, text, index)
  if (tag === undefined) return undefined
  const end = text.indexOf(tag, index + tag.length)
  return ['quoted', end === -1 ? text.length : end + tag.length]
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** Returns the end of a block comment whose content starts at `at`; undefined if it is not closed. Block comments nest. */
function findCommentEnd(sql: string, at: number): number | undefined {
  let depth = 1
  for (let i = at; i < sql.length; i++) {
    if (sql.startsWith('/*', i)) depth++
    else if (sql.startsWith('*/', i)) depth--
    else continue
    i++
    if (depth === 0) return i + 1
  }
  return undefined
}

/** Returns the end of an escape string `E'…'`, which has backslash escapes. Its content starts at `at`. */
function findEscapeStringEnd(sql: string, at: number): number {
  for (let i = at; i < sql.length; i++) {
    if (sql[i] === '\\') i++
    else if (sql[i] === "'" && sql[i + 1] === "'") i++
    else if (sql[i] === "'") {
      // A string continues after white space with a newline, and its continuation has backslash escapes too.
      const continuation = matchAt(STRING_CONTINUATION, sql, i + 1)
      if (continuation === undefined) return i + 1
      i += continuation.length
    }
  }
  return sql.length
}
