import { isExactNumber } from './is-exact-number.js'
import type { MongoToken } from './tokenize-mongo.js'

/** A literal whose value would differ from what is written, and why. */
export interface InexactLiteral {
  readonly token: MongoToken
  readonly reason: string
}

/** The checks of constructors with one argument, by their names. `text` is the argument without quotes. */
const ARGUMENT_CHECKS: Readonly<Record<string, (text: string) => string | undefined>> = {
  NumberLong: (text) => checkInteger(text, 64),
  Int64: (text) => checkInteger(text, 64),
  Long: (text) => checkInteger(text, 64),
  NumberInt: (text) => checkInteger(text, 32),
  Int32: (text) => checkInteger(text, 32),
  Double: (text) =>
    isExactNumber(text.replace(/^[+-]/, '')) ? undefined : 'is not a number that a double can represent',
  UUID: (text) => (/^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(text) ? undefined : 'is not a UUID'),
  ISODate: checkDate,
  Date: checkDate,
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
  if (token.text === 'BinData' && args[2]?.kind === 'string')
    return isBase64(unquote(args[2])) ? undefined : `has an argument that is not base64`
  const sign = args[0]?.text === '-' || args[0]?.text === '+' ? args.shift() : undefined
  const [argument, more] = args
  if (argument === undefined || more !== undefined || !['string', 'number'].includes(argument.kind))
    return undefined
  const text = (sign?.text ?? '') + unquote(argument)
  const problem = Object.hasOwn(ARGUMENT_CHECKS, token.text) && ARGUMENT_CHECKS[token.text]?.(text)
  return problem ? `has the argument ${text}, which ${problem}` : undefined
}

function checkInteger(text: string, bits: 32 | 64): string | undefined {
  return /^[+-]?\d+$/.test(text) &&
    BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
    ? undefined
    : `is not a ${bits}-bit integer`
}

/** A number is milliseconds since 1970. */
function checkDate(text: string): string | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text) && !/^\d{4}$|^\d{8}$/.test(text))
    return Math.abs(Number(text)) <= 8.64e15 ? undefined : 'is outside of the range of dates'
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(text) ?? []
  if (day !== undefined && !isDay(Number(year), Number(month), Number(day)))
    return 'is a date that does not exist'
  if (/\.\d{3}0*[1-9]/.test(text)) return 'has more digits than milliseconds'
  return undefined
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isBase64(text: string): boolean {
  const digits = text.replaceAll(/\s|=+$/g, '')
  return Buffer.from(digits, 'base64').toString('base64').replace(/=+$/, '') === digits
}

function unquote({ kind, text }: MongoToken): string {
  return kind === 'string' ? text.slice(1, -1) : text
}
