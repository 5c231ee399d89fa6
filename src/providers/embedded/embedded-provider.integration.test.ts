import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { createKeyedTable } from '../../../test/support/create-keyed-table.js'
import { openStores } from '../../stores/open-stores.js'

test('the three engines speak their native protocols', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)

  const { rows } = await stores.postgres.pool.query<{ answer: number }>('SELECT 40 + 2 AS answer')
  expect(rows).toEqual([{ answer: 42 }])

  const { client, table } = stores.dynamodb
  const key = { PK: { S: 'USER#1' } }
  await createKeyedTable(stores.dynamodb)
  await client.send(new PutItemCommand({ TableName: table, Item: key }))
  const { Items } = await client.send(new ScanCommand({ TableName: table }))
  expect(Items).toEqual([key])

  await stores.mongo.db.collection('expenses').insertOne({ amount: 'x'.repeat(1_000_000) })
  expect(await stores.mongo.db.collection('expenses').countDocuments()).toBe(1)
})
