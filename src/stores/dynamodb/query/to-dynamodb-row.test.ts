import { expect, test } from 'vitest'
import { toDynamodbRow } from './to-dynamodb-row.js'

test('keys come first; attributes, also those of maps, are in the order of their names', () => {
  const map = { M: { tools: { L: [{ M: { b: { N: '2' }, a: { N: '1' } } }] }, difficulty: { S: 'medium' } } }
  const row = toDynamodbRow({ title: { S: 'Fix' }, ai_metadata: map, SK: { S: 's' }, PK: { S: 'p' } })
  expect(row.json()).toBe(
    '{"PK":"p","SK":"s","ai_metadata":{"difficulty":"medium","tools":[{"a":1,"b":2}]},"title":"Fix"}',
  )
})

test('binary values are base64, sets are lists, numbers keep their digits, in JSON as strings if they would be rounded', () => {
  const row = toDynamodbRow({
    b: { B: new Uint8Array([0, 255, 1]) },
    bs: { BS: [new Uint8Array([1])] },
    ns: { NS: ['12345678901234567890123456789012345678', '0.1'] },
    ss: { SS: ['a', '"'] },
  })
  expect(row.json()).toBe(
    String.raw`{"b":"AP8B","bs":["AQ=="],"ns":["12345678901234567890123456789012345678",0.1],"ss":["a","\""]}`,
  )
  expect(row.names.map((_, i) => row.text(i))).toEqual([
    'AP8B',
    '["AQ=="]',
    '[12345678901234567890123456789012345678,0.1]',
    String.raw`["a","\""]`,
  ])
})
