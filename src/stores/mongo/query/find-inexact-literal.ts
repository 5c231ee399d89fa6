import { isExactNumber } from '../../../core/is-exact-number.js'
import {
  findBase64Problem,
  findDateProblem,
  findDoubleProblem,
  findIntegerProblem,
  findUuidProblem,
} from '../extended-json/literal-problems.js'
import type { MongoToken } from './tokenize-mongo.js'

/** A literal whose value would differ from what is written, and why. */
export interface InexactLiteral {
  readonly token: MongoToken
  readonly reason: string
}

/** The checks of constructors with one argument, by their names. `text` is the argument without quotes. */
const ARGUMENT_CHECKS: Readonly<Record<string, (text: string) => string | undefined>> = {
  NumberLong: (text) => findIntegerProblem(text, 64),
  Int64: (text) => findIntegerProblem(text, 64),
  Long: (text) => findIntegerProblem(text, 64),
  NumberInt: (text) => findIntegerProblem(text, 32),
  Int32: (text) => findIntegerProblem(text, 32),
  Double: findDoubleProblem,
  UUID: findUuidProblem,
  ISODate: findDateProblem,
  Date: findDateProblem,
}

/**
 * Finds the first literal that JavaScript or the constructors of BSON would change silently: numbers that are rounded or wrap,
 * dates that do not exist, digits after the milliseconds, invalid base64, and a field that occurs twice in a document.
 */
export function findInexactLiteral(tokens: readonly MongoToken[]): InexactLiteral | undefined {
  const documents: Set<string>[] = []
  for (const [i, token] of tokens.entries()) {
    const reason = checkToken(tokens, i, token)
    if (reason !== undefined) return { token, reason }
    if (token.text === '{') documents.push(new Set())
    if (token.text === '}') documents.pop()
    const fields = documents.at(-1)
    if (token.kind === 'punctuation' || tokens[i + 1]?.text !== ':' || fields === undefined) continue
    const name = unquote(token)
    if (fields.has(name)) return { token, reason: 'occurs twice in the document' }
    fields.add(name)
  }
  return undefined
}

function checkToken(tokens: readonly MongoToken[], i: number, token: MongoToken): string | undefined {
  if (token.kind === 'number' && !isExactNumber(token.text)) {
    return `cannot be represented as a double; use NumberLong("…") or NumberDecimal("…")`
  }
  if (token.kind !== 'word' || tokens[i + 1]?.text !== '(') return undefined
  const end = tokens.findIndex(({ text }, at) => at > i && text === ')')
  const args = tokens.slice(i + 2, end)
  if (token.text === 'BinData') return findBinaryProblem(args)
  const sign = args[0]?.text === '-' || args[0]?.text === '+' ? args.shift() : undefined
  const [argument, more] = args
  if (argument === undefined || more !== undefined || !['string', 'number'].includes(argument.kind))
    return undefined
  const text = (sign?.text ?? '') + unquote(argument)
  const problem = Object.hasOwn(ARGUMENT_CHECKS, token.text) && ARGUMENT_CHECKS[token.text]?.(text)
  return problem ? `has the argument ${text}, which ${problem}` : undefined
}

/** `BinData(subtype, "base64")`. */
function findBinaryProblem([subtype, , base64]: readonly MongoToken[]): string | undefined {
  if (subtype?.kind === 'number' && !(Number(subtype.text) <= 255))
    return `has the subtype ${subtype.text}, which is not a byte`
  if (base64?.kind !== 'string' || findBase64Problem(unquote(base64)) === undefined) return undefined
  return 'has an argument that is not base64'
}

function unquote({ kind, text }: MongoToken): string {
  return kind === 'string' ? text.slice(1, -1) : text
}
