import { parseFilter } from 'mongodb-query-parser'
import { endSentence } from '../../../core/end-sentence.js'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { toExactNumbers } from './exact-numbers.js'
import { findInexactLiteral } from './find-inexact-literal.js'
import { toStorable } from './to-storable.js'
import { endsValue, type MongoToken } from './tokenize-mongo.js'
import { formatTextPosition } from '../../query-text/format-text-position.js'

/**
 * Parses one argument, the `tokens` of `source`, to a BSON value. mongodb-query-parser allows method calls on values, and
 * `ISODate().toString().__lookupGetter__(…).constructor(…)` reaches the Function constructor, which runs any code.
 * Therefore no members are allowed here except `Date.now()`: only literals and the constructors of mongosh.
 */
export function parseMongoValue(given: readonly MongoToken[], source: string): unknown {
  const tokens = toExactNumbers(given)
  const text = tokens.map((token) => token.text).join(' ')
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]
    const member = token.text === '.' || (token.text === '[' && before !== undefined && endsValue(before))
    if (token.kind === 'punctuation' && member && !isDateNow(tokens, i))
      throw notEvaluatedError(token, source)
  }
  const inexact = findInexactLiteral(tokens)
  if (inexact !== undefined) {
    const { token, reason } = inexact
    throw invalidValueError(`${token.text} at ${formatTextPosition(source, token.index)} ${reason}.`)
  }
  if (['{ }', '[ ]'].includes(text)) return text === '{ }' ? {} : []
  try {
    const value: unknown = parseFilter(text)
    // The parser returns an empty string for what it does not allow.
    if (value !== '' || /^(""|'')$/.test(text)) return toStorable(value)
  } catch (error) {
    if (error instanceof RangeError) throw invalidValueError(endSentence(error.message), error)
    throw invalidValueError(describeParseError(error, tokens, source), error)
  }
  const unknown = tokens.find((token, i) => isUnknownName(token, tokens[i + 1]))
  throw invalidValueError(
    unknown === undefined
      ? `"${text}" is not a valid value.`
      : `"${unknown.text}" at ${formatTextPosition(source, unknown.index)} is not a valid value.`,
  )
}

function isDateNow(tokens: readonly MongoToken[], dot: number): boolean {
  const words = [-1, 1, 2, 3].map((offset) => tokens[dot + offset]?.text)
  return words.join('') === 'Datenow()'
}

/** Describes an error of the parser: the position of a syntax error, or the message of a constructor. */
function describeParseError(error: unknown, tokens: readonly MongoToken[], source: string): string {
  const { message, pos } = error as { readonly message?: string; readonly pos?: number }
  if (pos === undefined) return endSentence(`Invalid value: ${message ?? String(error)}`)
  // The parser prepends a bracket and a newline to its text.
  let index = pos - 2
  const token = tokens.find(({ text }) => {
    index -= text.length + 1
    return index < 0
  })
  return token === undefined
    ? 'A value is incomplete.'
    : `Unexpected "${token.text}" at ${formatTextPosition(source, token.index)}.`
}

const VALUE_KEYWORDS = new Set(['true', 'false', 'null', 'undefined', 'new', 'NaN', 'Infinity'])

/** Whether a word is neither a field name nor a constructor, which starts with a capital letter. */
function isUnknownName({ kind, text }: MongoToken, next: MongoToken | undefined): boolean {
  if (kind !== 'word' || VALUE_KEYWORDS.has(text) || next?.text === ':') return false
  return next?.text !== '(' || !/^[A-Z]/.test(text)
}

function notEvaluatedError(token: MongoToken, source: string): HomeError {
  return invalidValueError(
    `"${token.text}" at ${formatTextPosition(source, token.index)} would require evaluation. Members and methods are not supported.`,
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
