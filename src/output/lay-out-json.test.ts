import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth } from './display-width.js'
import { breakText, layOutJson } from './lay-out-json.js'

const VALUE = {
  store: 'Whole Foods',
  items: [
    { name: 'Milk', price: '6.99' },
    { name: 'Sourdough Bread', price: '4.50', url: 's3://receipts/user123/receipt_123.jpg' },
  ],
}

test('JSON is on one line where it fits, else each entry has its own', () => {
  expect(layOutJson(VALUE)).toEqual([JSON.stringify(VALUE)])
  expect(layOutJson(VALUE, 35)).toEqual([
    '{',
    '  "store": "Whole Foods",',
    '  "items": [',
    '    {"name":"Milk","price":"6.99"},',
    '    {',
    '      "name": "Sourdough Bread",',
    '      "price": "4.50",',
    '      "url": "s3://receipts/user123',
    '        /receipt_123.jpg"',
    '    }',
    '  ]',
    '}',
  ])
})

test('a text is broken behind a space, and a wide word anywhere', () => {
  expect(breakText('one two three', 9)).toEqual(['one two', '  three'])
  expect(breakText('abcdefghijkl', 5)).toEqual(['abcde', '  fgh', '  ijk', '  l'])
})

test('no line is too wide, and nothing but spaces is lost', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 12 }),
      fc.integer({ min: 20, max: 60 }),
      (value, width) => {
        const lines = layOutJson(value, width)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        const pick = (text: string): string => text.replaceAll(/[^\w"]/g, '')
        expect(pick(lines.join(''))).toBe(pick(JSON.stringify(value)))
      },
    ),
  )
})
