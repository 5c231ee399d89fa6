import { expect, test } from 'vitest'
import { orderAsShown } from './record-edits.js'

test('the keys of an object have the order of the page, also in lists, and new ones follow', () => {
  const record = { title: 'Faucet', ai_metadata: { c: 3, b: [{ y: 1, x: 2 }], a: 1, d: null } }
  const shown = { ai_metadata: { a: 1, b: [{ x: 2, y: 1 }], c: 3, gone: 1 } }
  expect(JSON.stringify(orderAsShown(record, shown))).toBe(
    '{"title":"Faucet","ai_metadata":{"a":1,"b":[{"x":2,"y":1}],"c":3,"d":null}}',
  )
})
