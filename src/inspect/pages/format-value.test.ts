import { Decimal128 } from 'bson'
import { expect, test } from 'vitest'
import { formatValue } from './format-value.js'

test.each([
  [{ primary: 'household', subcategory: 'tools' }, '{primary: "household", subcategory: "tools"}'],
  [{ type: 'Point', coordinates: [-122.3, 47.6] }, '{type: "Point", coordinates: [-122.3, 47.6]}'],
  [{ 'a b': null, text: '"x":1,"y"' }, String.raw`{"a b": null, text: "\"x\":1,\"y\""}`],
  [{ amount: Decimal128.fromString('1.50') }, '{amount: "1.50"}'],
  [['pets', 'home'], '[pets, home]'],
  [null, '–'],
])('%j', (value, text) => {
  expect(formatValue(value)).toBe(text)
})
