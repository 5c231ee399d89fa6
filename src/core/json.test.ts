import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatJson,
  JsonNumber,
  type JsonValue,
  parseJson,
  quoteInexactNumbers,
  toJsonNumber,
} from './json.js'

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
      expectSame(value, JSON.parse(text) as unknown)
    }),
  )
})

function expectSame(value: JsonValue, parsed: unknown): void {
  if (value instanceof JsonNumber) {
    if (typeof parsed === 'string') expect(parsed).toBe(value.text)
    else expect(toExact(String(parsed))).toEqual(toExact(value.text))
  } else if (Array.isArray(value)) {
    expect(parsed).toHaveLength(value.length)
    value.forEach((each: JsonValue, i) => expectSame(each, (parsed as readonly unknown[])[i]))
  } else if (value === null || typeof value !== 'object') expect(parsed).toBe(value)
  else {
    expect(Object.keys(parsed as object)).toEqual(Object.keys(value))
    for (const [name, each] of Object.entries(value))
      expectSame(each, (parsed as Record<string, unknown>)[name])
  }
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
