import { tokenizeSql } from '../sql/tokenize-sql.js'

const BEGIN_ATOMIC = /begin\s+atomic\b/iy

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
  for (const { kind, text, index } of tokenizeSql(sql)) {
    if (kind === 'comment') onComment?.({ text, index })
    else if (kind === 'blank') continue
    else if (text === ';' && atomicDepth === 0 && parentheses === 0) endStatement(index)
    else {
      if (start === -1) start = index
      if (text === '(') parentheses++
      else if (text === ')') parentheses = Math.max(0, parentheses - 1)
      else if (kind !== 'word') continue
      else if (/^begin$/i.test(text) && startsWith(BEGIN_ATOMIC, sql, index)) atomicDepth = 1
      else if (atomicDepth > 0 && /^(?:begin|case)$/i.test(text)) atomicDepth++
      else if (atomicDepth > 0 && /^end$/i.test(text)) atomicDepth--
    }
  }
  endStatement(sql.length)
  return statements
}

function startsWith(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}
