import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatJson, JsonNumber, type JsonValue, quoteInexactNumbers, toJsonNumber } from './json.js'

test.each([
  ['0', '0'],
  ['-1.50', '-1.50'],
  ['0.1', '0.1'],
  ['9007199254740992', '9007199254740992'],
  ['9007199254740993', '"9007199254740993"'],
  ['-9007199254740993', '"-9007199254740993"'],
  ['1E+400', '"1E+400"'],
  ['1e20', '1e20'],
  ['0.12345678901234567890', '"0.12345678901234567890"'],
])('the number %s is %s in JSON', (digits, json) => {
  expect(toJsonNumber(digits)).toBe(json)
})

test('only the numbers that would be rounded become strings; the rest of the text stays as it is', () => {
  expect(
    quoteInexactNumbers(String.raw`{"1": 1.50,  "\"12345678901234567890": [-12345678901234567890, 1e5]}`),
  ).toBe(String.raw`{"1": 1.50,  "\"12345678901234567890": ["-12345678901234567890", 1e5]}`)
})

test('a parser with doubles reads every number of the quoted text without loss', () => {
  const digits = fc.tuple(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.integer({ min: -400, max: 400 }),
    fc.boolean(),
  )
  const number = digits.map(
    ([whole, exponent, plain]) => new JsonNumber(plain ? `${whole}` : `${whole}e${exponent}`),
  )
  const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'binary' }),
      number,
      fc.constantFrom(null, true, false),
      fc.array(tie('json')),
      fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        tie('json'),
      ),
    ),
  }))
  fc.assert(
    fc.property(json, (value) => {
      const text = quoteInexactNumbers(formatJson(value))
      expect(toParsed(JSON.parse(text))).toEqual(toExpected(value))
    }),
  )
})

/** What a parser should return, with exact numbers. */
function toExpected(value: JsonValue): unknown {
  if (value instanceof JsonNumber)
    return toJsonNumber(value.text) === value.text ? { exact: toExact(value.text) } : value.text
  return mapEntries(value, (each) => toExpected(each as JsonValue))
}

function toParsed(value: unknown): unknown {
  return typeof value === 'number' ? { exact: toExact(String(value)) } : mapEntries(value, toParsed)
}

function mapEntries(value: unknown, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value).map(([name, each]: [string, unknown]) => [name, map(each)])
}

/** Digits without zeros at the end, and the exponent. */
function toExact(text: string): readonly [bigint, number] {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? []
  const digits = BigInt(`${whole}${fraction}`)
  if (digits === 0n) return [0n, 0]
  const zeros = /0*$/.exec(String(digits))?.[0].length ?? 0
  const significant = digits / 10n ** BigInt(zeros)
  return [sign === '-' ? -significant : significant, Number(exponent) - fraction.length + zeros]
}
