import { expect, test } from 'vitest'
import { toArrayJson } from './to-array-json.js'

test.each([
  ['{}', '[]'],
  ['{a,"b c","NULL",NULL,""}', '["a","b c","NULL",null,""]'],
  [String.raw`{"a\"b\\c","{,}"}`, String.raw`["a\"b\\c","{,}"]`],
  ['{{1,2},{3,NULL}}', '[["1","2"],["3",null]]'],
  ['{"two\nlines"}', String.raw`["two\nlines"]`],
  ['[0:1]={1,2}', undefined],
])('%s is %s in JSON', (text, json) => {
  expect(toArrayJson(text, JSON.stringify)).toBe(json)
})
