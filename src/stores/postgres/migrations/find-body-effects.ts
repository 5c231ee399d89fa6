import { SqlReader } from '../sql/sql-reader.js'
import { type SqlToken, tokenizeSql } from '../sql/tokenize-sql.js'
import {
  findSqlDataEffects,
  findWrites,
  type SqlDataEffect,
  STATEMENTS_WITH_WRITES,
} from './sql-data-effects.js'

/** What the statements of a PL/pgSQL function, or of a rule, do to records. Pure. */
export function findBodyEffects(body: string | readonly SqlToken[]): readonly SqlDataEffect[] {
  const tokens = typeof body === 'string' ? [...tokenizeSql(body)] : body
  return splitStatements(tokens).flatMap((statement) =>
    isSql(statement)
      ? findSqlDataEffects(statement)
      : findWrites(new SqlReader(statement), true).map(withoutKeywords),
  )
}

/** After these, a statement starts; in one of SQL, they belong to CASE and MERGE. */
const BEFORE_STATEMENT: ReadonlySet<string> = new Set(['begin', 'then', 'else', 'loop', 'also', 'instead'])

function splitStatements(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const statements: SqlToken[][] = [[]]
  for (const token of tokens) {
    const current = statements.at(-1) ?? []
    const ends = token.kind === 'word' && BEFORE_STATEMENT.has(token.text.toLowerCase()) && !isSql(current)
    if (token.text === ';' || ends) statements.push([])
    else if (token.kind !== 'blank' && token.kind !== 'comment') current.push(token)
  }
  return statements
}

const FURTHER_COMMANDS: ReadonlySet<string> = new Set(
  'alter call create do drop execute load refresh truncate'.split(' '),
)

function isSql(tokens: readonly SqlToken[]): boolean {
  const first = new SqlReader(tokens.slice(0, 1)).peek()
  return STATEMENTS_WITH_WRITES.has(first) || FURTHER_COMMANDS.has(first)
}

/** What PL/pgSQL has before a parenthesis, and SQL does not know. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'assert elseif elsif exit foreach loop perform raise return while'.split(' '),
)

function withoutKeywords(effect: SqlDataEffect): SqlDataEffect {
  if (effect.kind !== 'functions') return effect
  return { ...effect, names: effect.names.filter((name) => !KEYWORDS.has(name)) }
}
