import { expect, test } from 'vitest'
import { toDynamodbRow } from './to-dynamodb-row.js'

test('keys come first; attributes, also those of maps, are in the order of their names', () => {
  const map = { M: { tools: { L: [{ M: { b: { N: '2' }, a: { N: '1' } } }] }, difficulty: { S: 'medium' } } }
  const row = toDynamodbRow({ title: { S: 'Fix' }, ai_metadata: map, SK: { S: 's' }, PK: { S: 'p' } })
  expect(row.json()).toBe(
    '{"PK":"p","SK":"s","ai_metadata":{"difficulty":"medium","tools":[{"a":1,"b":2}]},"title":"Fix"}',
  )
})
