import type { MongoToken } from './tokenize-mongo.js'

/** Constructors whose argument JavaScript would round before they get it. As a string, it is exact. */
const EXACT_CONSTRUCTORS: ReadonlySet<string> = new Set([
  'NumberDecimal',
  'Decimal128',
  'NumberLong',
  'Long',
  'Int64',
])

/**
 * Replaces numbers that JavaScript would change: `NumberDecimal(1.10)` becomes `NumberDecimal("1.10")`, and in a document or a
 * list `1.0` becomes `Double("1.0")`, because the number 1 is stored as an integer.
 */
export function toExactNumbers(tokens: readonly MongoToken[]): readonly MongoToken[] {
  const exact: MongoToken[] = []
  for (const token of tokens) {
    const sign = isSign(exact.at(-1)) ? exact.at(-1) : undefined
    const before = exact.at(sign === undefined ? -1 : -2)
    const convert =
      token.kind === 'number'
        ? getConversion(token, before, exact.at(sign === undefined ? -2 : -3))
        : undefined
    if (convert === undefined) exact.push(token)
    else {
      if (sign !== undefined) exact.pop()
      const index = sign?.index ?? token.index
      exact.push(
        ...convert(`${sign?.text === '-' ? '-' : ''}${token.text}`).map((part) => ({ ...part, index })),
      )
    }
  }
  return exact
}

type Conversion = (text: string) => readonly Omit<MongoToken, 'index'>[]

function getConversion(
  { text }: MongoToken,
  before: MongoToken | undefined,
  constructor: MongoToken | undefined,
): Conversion | undefined {
  if (before?.text === '(' && constructor !== undefined && EXACT_CONSTRUCTORS.has(constructor.text))
    return (number) => [{ kind: 'string', text: `"${number}"` }]
  if (before?.kind !== 'punctuation' || ![':', ',', '['].includes(before.text)) return undefined
  if (!/^[\d.]*(?:\.|e)/i.test(text) || !Number.isInteger(Number(text))) return undefined
  return (number) => [
    { kind: 'word', text: 'Double' },
    { kind: 'punctuation', text: '(' },
    { kind: 'string', text: `"${number}"` },
    { kind: 'punctuation', text: ')' },
  ]
}

function isSign(token: MongoToken | undefined): boolean {
  return token?.kind === 'punctuation' && (token.text === '-' || token.text === '+')
}
