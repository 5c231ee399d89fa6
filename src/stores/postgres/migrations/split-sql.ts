/** White space, a comment start, a word, a number, or any other character. */
const TOKEN = /\s+|--[^\n\r]*|\/\*|[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*|\d[\w.]*|[^]/gy
const BEGIN_ATOMIC = /begin\s+atomic\b/iy
const STRING_CONTINUATION = /[ \t\f\v]*[\n\r]\s*'/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y

/** A comment: `-- …` up to the end of its line, or a block comment. */
export interface SqlComment {
  /** The comment with its delimiters. */
  readonly text: string
  readonly index: number
}

/**
 * Splits SQL at the semicolons between statements, ignoring those in quotes, dollar quotes, parentheses, comments and
 * the body of a `BEGIN ATOMIC` function, as psql does (PostgreSQL manual, 4.1, CREATE RULE and CREATE FUNCTION). Removes
 * comments between statements and preserves those inside. Calls `onComment` for each of
 * them.
 */
export function splitSql(sql: string, onComment?: (comment: SqlComment) => void): readonly string[] {
  const statements: string[] = []
  let start = -1
  let atomicDepth = 0
  let parentheses = 0
  const endStatement = (until: number): void => {
    if (start !== -1) statements.push(sql.slice(start, until).trim())
    start = -1
    atomicDepth = 0
    parentheses = 0
  }
  for (let at = 0; at < sql.length;) {
    const token = matchAt(TOKEN, sql, at) ?? ''
    const after = at + token.length
    if (token === '/*') {
      const end = findCommentEnd(sql, after)
      onComment?.({ text: sql.slice(at, end), index: at })
      at = end
    } else if (token.startsWith('--')) {
      onComment?.({ text: token, index: at })
      at = after
    } else if (token.trim() === '') at = after
    else if (token === ';' && atomicDepth === 0 && parentheses === 0) {
      endStatement(at)
      at = after
    } else {
      if (start === -1) start = at
      if (token === '(') parentheses++
      else if (token === ')') parentheses = Math.max(0, parentheses - 1)
      else if (/^begin$/i.test(token) && matchAt(BEGIN_ATOMIC, sql, at) !== undefined) atomicDepth = 1
      else if (atomicDepth > 0 && /^(?:begin|case)$/i.test(token)) atomicDepth++
      else if (atomicDepth > 0 && /^end$/i.test(token)) atomicDepth--
      at = findQuotedEnd(sql, at, token) ?? after
    }
  }
  endStatement(sql.length)
  return statements
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** Returns the end of a block comment whose content starts at `at`. Block comments nest. */
function findCommentEnd(sql: string, at: number): number {
  let depth = 1
  for (let i = at; i < sql.length; i++) {
    if (sql.startsWith('/*', i)) depth++
    else if (sql.startsWith('*/', i)) depth--
    else continue
    i++
    if (depth === 0) return i + 1
  }
  return sql.length
}

/** Returns the end of the quoted string or identifier that `token` at `at` starts, if it starts one. */
function findQuotedEnd(sql: string, at: number, token: string): number | undefined {
  if (token === "'" || token === '"') {
    const end = sql.indexOf(token, at + 1)
    // A doubled quote is treated as the end of one string and the start of the next, with the same result.
    return end === -1 ? sql.length : end + 1
  }
  if (/^e$/i.test(token) && sql[at + 1] === "'") return findEscapeStringEnd(sql, at + 2)
  if (token !== '$') return undefined
  const tag = matchAt(DOLLAR_TAG, sql, at)
  if (tag === undefined) return undefined
  const end = sql.indexOf(tag, at + tag.length)
  return end === -1 ? sql.length : end + tag.length
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
