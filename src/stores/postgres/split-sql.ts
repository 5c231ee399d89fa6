/** One statement of a file and the line on which it starts, counted from 1. */
export interface SqlStatement {
  readonly text: string
  readonly line: number
}

/**
 * Splits SQL at the semicolons that end statements: not those in quotes, dollar quotes, comments, or the body of a
 * `BEGIN ATOMIC` function (PostgreSQL manual, 4.1 and CREATE FUNCTION). Statements keep their inner comments, not the
 * ones before them.
 */
export function splitSql(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = []
  let start = -1
  let atomic = 0
  let at = 0
  const end = (until: number): void => {
    const text = sql.slice(start, until).trim()
    if (start !== -1 && text !== '') statements.push({ text, line: lineOf(sql, start) })
    start = -1
    atomic = 0
  }
  while (at < sql.length) {
    const rest = sql.slice(at, at + 80)
    const skipped = comment(sql, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const word = /^[A-Za-z_][\w$]*/.exec(rest)?.[0]
    if (start === -1 && !/^[\s;]/.test(rest)) start = at
    if (word === undefined || /[\w$]/.test(sql[at - 1] ?? '')) {
      if (rest.startsWith(';') && atomic === 0) end(at)
      at = Math.max(quoted(sql, at), at + 1)
      continue
    }
    if (/^e$/i.test(word) && sql[at + 1] === "'") {
      at = escapeString(sql, at + 1)
      continue
    }
    if (atomic === 0 && /^begin$/i.test(word) && /^begin\s+atomic\b/i.test(rest)) atomic = 1
    else if (atomic > 0 && /^(begin|case)$/i.test(word) && !/^begin\s+atomic\b/i.test(rest)) atomic++
    else if (atomic > 0 && /^end$/i.test(word)) atomic--
    at += word.length
  }
  end(sql.length)
  return statements
}

function lineOf(sql: string, at: number): number {
  let line = 1
  for (let i = 0; i < at; i++) if (sql[i] === '\n') line++
  return line
}

/** The end of the comment that starts at `at`; `at` itself when there is none. Block comments nest. */
function comment(sql: string, at: number): number {
  if (sql.startsWith('--', at)) {
    const end = sql.indexOf('\n', at)
    return end === -1 ? sql.length : end + 1
  }
  if (!sql.startsWith('/*', at)) return at
  let depth = 0
  for (let i = at; i < sql.length; i++) {
    if (sql.startsWith('/*', i)) {
      depth++
      i++
    } else if (sql.startsWith('*/', i)) {
      depth--
      i++
      if (depth === 0) return i + 1
    }
  }
  return sql.length
}

/** The end of the quoted text that starts at `at`; `at` itself when there is none. */
function quoted(sql: string, at: number): number {
  const character = sql[at]
  if (character === "'" || character === '"') {
    const end = sql.indexOf(character, at + 1)
    // A doubled quote reads as the end of one text and the start of the next, which comes to the same.
    return end === -1 ? sql.length : end + 1
  }
  if (character !== '$') return at
  const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(sql.slice(at, at + 64))?.[0]
  if (tag === undefined) return at
  const end = sql.indexOf(tag, at + tag.length)
  return end === -1 ? sql.length : end + tag.length
}

/** `E'…'` knows backslash escapes. `at` is the quote. */
function escapeString(sql: string, at: number): number {
  for (let i = at + 1; i < sql.length; i++) {
    if (sql[i] === '\\') i++
    else if (sql[i] === "'" && sql[i + 1] === "'") i++
    else if (sql[i] === "'") return i + 1
  }
  return sql.length
}
