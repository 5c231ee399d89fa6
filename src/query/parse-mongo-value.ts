import { parseFilter } from 'mongodb-query-parser'
import { HomeError } from '../core/home-error.js'
import { QUERY_ERRORS } from './query-errors.js'
import { endsValue, type MongoToken } from './tokenize-mongo.js'
import { formatTextPosition } from './format-text-position.js'

/**
 * The BSON value of one argument, `tokens` of `source`. mongodb-query-parser allows method calls on values, and through
 * `ISODate().toString().__lookupGetter__(…).constructor(…)` those reach the Function constructor and run any code. So no
 * member of anything is read here, except `Date.now()`; what is left are literals and the constructors of mongosh.
 */
export function parseMongoValue(tokens: readonly MongoToken[], source: string): unknown {
  const text = tokens.map((token) => token.text).join(' ')
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]
    const member = token.text === '.' || (token.text === '[' && before !== undefined && endsValue(before))
    if (token.kind === 'sign' && member && !isDateNow(tokens, i)) throw notEvaluatedError(token, source)
  }
  if (['{ }', '[ ]'].includes(text)) return text === '{ }' ? {} : []
  try {
    const value: unknown = parseFilter(text)
    // The parser answers an empty string for what it does not allow.
    if (value !== '' || /^(""|'')$/.test(text)) return value
  } catch (error) {
    throw invalidValueError(describeParseError(error, tokens, source), error)
  }
  const unknown = tokens.find((token, i) => isUnknownName(token, tokens[i + 1]))
  throw invalidValueError(
    unknown === undefined
      ? `This is no value: ${text}.`
      : `"${unknown.text}" at ${formatTextPosition(source, unknown.index)} is no value.`,
  )
}

function isDateNow(tokens: readonly MongoToken[], dot: number): boolean {
  const around = [-1, 1, 2, 3].map((offset) => tokens[dot + offset]?.text)
  return around.join('') === 'Datenow()'
}

/** What the parser tells: of a syntax error where it is in its text, of a constructor what it cannot take. */
function describeParseError(error: unknown, tokens: readonly MongoToken[], source: string): string {
  const { message, pos } = error as { readonly message?: string; readonly pos?: number }
  if (pos === undefined) return `A value cannot be read: ${message ?? String(error)}.`
  // The parser puts a bracket and a line end before its text.
  let index = pos - 2
  const token = tokens.find(({ text }) => {
    index -= text.length + 1
    return index < 0
  })
  return token === undefined
    ? 'A value ends too early.'
    : `"${token.text}" at ${formatTextPosition(source, token.index)} cannot stand there.`
}

const VALUE_KEYWORDS = new Set(['true', 'false', 'null', 'undefined', 'new', 'NaN', 'Infinity'])

/** A name that is neither a field nor a constructor: those begin with a capital letter. */
function isUnknownName({ kind, text }: MongoToken, next: MongoToken | undefined): boolean {
  if (kind !== 'word' || VALUE_KEYWORDS.has(text) || next?.text === ':') return false
  return next?.text !== '(' || !/^[A-Z]/.test(text)
}

function notEvaluatedError(token: MongoToken, source: string): HomeError {
  return invalidValueError(
    `"${token.text}" at ${formatTextPosition(source, token.index)} would be evaluated, and nothing is: members and methods cannot be used.`,
  )
}

function invalidValueError(message: string, cause?: unknown): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message,
    suggestion:
      'Use literals and constructors: ISODate("2024-10-01"), ObjectId("…"), NumberDecimal("1.50"), /text/i.',
    cause,
  })
}
