import { parseFilter } from 'mongodb-query-parser'
import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { endsValue, type MongoToken } from './mongo-tokens.js'

/**
 * The BSON value of one argument. mongodb-query-parser allows method calls on values, and through
 * `ISODate().toString().__lookupGetter__(…).constructor(…)` those reach the Function constructor and run any code. So no
 * member of anything is read here, except `Date.now()`; what is left are literals and the constructors of mongosh.
 */
export function parseMongoValue(tokens: readonly MongoToken[]): unknown {
  const text = tokens.map((token) => token.text).join(' ')
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]
    const member = token.text === '.' || (token.text === '[' && before !== undefined && endsValue(before))
    if (token.kind === 'sign' && member && !isDateNow(tokens, i)) throw invalid(text, token)
  }
  if (['{ }', '[ ]'].includes(text)) return text === '{ }' ? {} : []
  try {
    const value: unknown = parseFilter(text)
    // The parser answers an empty string for what it does not allow.
    if (value !== '' || /^(""|'')$/.test(text)) return value
  } catch (error) {
    throw invalid(text, undefined, error)
  }
  throw invalid(text)
}

function isDateNow(tokens: readonly MongoToken[], dot: number): boolean {
  const around = [-1, 1, 2, 3].map((offset) => tokens[dot + offset]?.text)
  return around.join('') === 'Datenow()'
}

function invalid(text: string, token?: MongoToken, cause?: unknown): HomeError {
  const why = cause instanceof Error ? ` ${cause.message}.` : ''
  return new HomeError(INSPECT_ERRORS.QUERY_INVALID, {
    message: `This is no value that mongosh text may hold here: ${text}.${why}`,
    ...(token === undefined
      ? {}
      : {
          detail: `Nothing is evaluated, so members and methods cannot be used (character ${token.at + 1}).`,
        }),
    suggestion:
      'Use literals and constructors: ISODate("2024-10-01"), ObjectId("…"), NumberDecimal("1.50"), /text/i.',
  })
}
