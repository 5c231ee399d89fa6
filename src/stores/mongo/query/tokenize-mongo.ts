import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { formatTextPosition } from '../../query-text/format-text-position.js'

/** A token of mongosh syntax. `index` is its position in the text. */
export interface MongoToken {
  readonly kind: 'word' | 'string' | 'number' | 'regex' | 'punctuation'
  readonly text: string
  readonly index: number
}

const MONGO_TOKEN_PATTERNS: readonly (readonly [MongoToken['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['string', /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y],
  ['number', /(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['word', /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['regex', /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y],
  ['punctuation', /[^]/y],
]

/** Splits a query in mongosh syntax into tokens, without comments. */
export function tokenizeMongo(text: string): readonly MongoToken[] {
  const tokens: MongoToken[] = []
  for (let index = 0; index < text.length;) {
    const [kind, found] = matchMongoToken(text, index, tokens.at(-1))
    if (kind !== 'blank') tokens.push({ kind, text: found, index })
    index += found.length
  }
  return tokens
}

function matchMongoToken(
  text: string,
  index: number,
  before: MongoToken | undefined,
): readonly [MongoToken['kind'] | 'blank', string] {
  for (const [kind, pattern] of MONGO_TOKEN_PATTERNS) {
    if (kind === 'regex' && before !== undefined && endsValue(before)) continue
    pattern.lastIndex = index
    const found = pattern.exec(text)?.[0]
    if (found === undefined) continue
    if (kind === 'punctuation' && (found === '"' || found === "'" || found === '`')) {
      throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
        message: `The string that starts at ${formatTextPosition(text, index)} with ${found} is not terminated.`,
        suggestion: 'Add the closing quote. Template literals are not supported.',
      })
    }
    return [kind, found]
  }
  throw new RangeError(`No token at ${index}`)
}

/** After a value, a slash is a division and a bracket a member access. Elsewhere they start a regex or an array. */
export function endsValue(token: MongoToken): boolean {
  return token.kind === 'punctuation' ? [')', ']', '}'].includes(token.text) : true
}
