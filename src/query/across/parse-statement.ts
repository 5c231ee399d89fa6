import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import type { QueryParameters } from '../../stores/contracts/query.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'
import { bindParameters, type Tokenize } from '../../stores/query-text/bind-parameters.js'
import { formatTextPosition } from '../../stores/query-text/format-text-position.js'
import type { DuckdbSession } from './session.js'
import { isNode, type SyntaxNode } from './syntax-tree.js'

export interface ParsedStatement {
  readonly tree: SyntaxNode
  /** With `$name` for parameters. */
  readonly text: string
}

/** Parses one SELECT. Throws `QUERY_INVALID`, also for any other statement: no option permits it. */
export async function parseStatement(
  { connection }: DuckdbSession,
  original: string,
  parameters: QueryParameters,
): Promise<ParsedStatement> {
  const text = nameParameters(original, parameters)
  const result = await connection.runAndReadAll('SELECT json_serialize_sql(CAST($sql AS VARCHAR))', {
    sql: text,
  })
  const [[json] = []] = result.getRowsJson()
  if (typeof json !== 'string') throw new TypeError('json_serialize_sql returned no text.')
  const parsed: unknown = JSON.parse(json)
  if (!isRecord(parsed)) throw new TypeError('json_serialize_sql returned no object.')
  if (parsed['error'] === true) {
    const message = String(parsed['error_message'])
    if (message.startsWith('Only SELECT'))
      throw invalid(
        'Only SELECT can be run across stores.',
        'To change data, use homemanager query with the name of one store and --write.',
      )
    const position = Number(parsed['position'])
    const where = Number.isNaN(position) ? '' : ` at ${formatTextPosition(text, position)}`
    const line = Number.isNaN(position) ? undefined : text.slice(0, position).split('\n').length
    throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
      message: `The query could not be parsed: ${message}${where}.`,
      ...(line === undefined ? {} : { detail: `LINE ${line}: ${text.split('\n')[line - 1]?.trim()}` }),
    })
  }
  const statements: readonly unknown[] = Array.isArray(parsed['statements']) ? parsed['statements'] : []
  const [tree] = statements
  if (!isNode(tree)) throw invalid('The query is empty.')
  if (statements.length > 1) throw invalid('The text has several statements.', 'Run one statement at a time.')
  return { tree, text }
}

function invalid(message: string, suggestion?: string): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

/** Replaces `:name`, as in queries of PostgreSQL, with `$name`, which DuckDB understands. */
function nameParameters(text: string, parameters: QueryParameters): string {
  const positions: string[] = []
  const tokenize: Tokenize = function* (each) {
    for (const { kind, text: token, index } of tokenizeSql(each)) {
      if (kind === 'parameter') positions.push(token.slice(1))
      yield { kind, text: kind === 'parameter' ? `:${token.slice(1)}` : token, index }
    }
  }
  return bindParameters(text, parameters, {
    tokenize,
    placeholder: () => `$${positions.at(-1) ?? ''}`,
    reuse: false,
  }).text
}

const TOKENS: readonly (readonly [string, RegExp])[] = [
  ['comment', /--[^\n\r]*|\/\*[^]*?\*\//y],
  ['quoted', /[eE]'(?:[^'\\]|\\[^]|'')*'?|'[^']*'?|"[^"]*"?|\$(\w*)\$[^]*?\$\1\$/y],
  ['punctuation', /::|:=/y],
  ['parameter', /[:$][A-Za-z_]\w*/y],
  ['word', /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*|\d[\w.]*/y],
  ['punctuation', /[^]/y],
]

/** See "Lexical Structure" of PostgreSQL, whose tokens DuckDB has. */
function* tokenizeSql(text: string): Generator<{ kind: string; text: string; index: number }> {
  for (let index = 0; index < text.length;) {
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = index
      const found = pattern.exec(text)?.[0]
      if (found === undefined || found === '') continue
      yield { kind, text: found, index }
      index += found.length
      break
    }
  }
}
