import { HomeError } from '../core/home-error.js'
import { QUERY_ERRORS } from './query-errors.js'
import { formatTextPosition } from './format-text-position.js'

/** A token of mongosh text. `at` is where it stands, for error messages and for cutting arguments out. */
export interface MongoToken {
  readonly kind: 'word' | 'string' | 'number' | 'regex' | 'sign'
  readonly text: string
  readonly index: number
}

const MONGO_TOKEN_PATTERNS: readonly (readonly [MongoToken['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['string', /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y],
  ['number', /(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['word', /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['regex', /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y],
  ['sign', /[^]/y],
]

/** Cuts mongosh text into tokens, comments left out. */
export function tokenizeMongo(text: string): readonly MongoToken[] {
  const tokens: MongoToken[] = []
  for (let at = 0; at < text.length;) {
    const [kind, found] = matchMongoToken(text, at, tokens.at(-1))
    if (kind !== 'blank') tokens.push({ kind, text: found, index: at })
    at += found.length
  }
  return tokens
}

function matchMongoToken(
  text: string,
  at: number,
  before: MongoToken | undefined,
): readonly [MongoToken['kind'] | 'blank', string] {
  for (const [kind, pattern] of MONGO_TOKEN_PATTERNS) {
    if (kind === 'regex' && before !== undefined && endsValue(before)) continue
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) continue
    if (kind === 'sign' && (found === '"' || found === "'" || found === '`')) {
      throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
        message: `The text that opens at ${formatTextPosition(text, at)} with ${found} does not end.`,
        suggestion: 'Close the quote; template literals are not supported.',
      })
    }
    return [kind, found]
  }
  throw new RangeError(`no token at ${at}`)
}

/** After a value a slash divides and a bracket reads a member; anywhere else they open a regex or a list. */
export function endsValue(token: MongoToken): boolean {
  return token.kind === 'sign' ? [')', ']', '}'].includes(token.text) : true
}
