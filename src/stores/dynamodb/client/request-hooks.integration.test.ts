import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createKeyedTable } from '../../../../test/support/create-keyed-table.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { openDynamodbStore } from './dynamodb-store.js'
import { observeDynamodb } from './observe-dynamodb.js'

test('requests are observed whose operation was used before, and are no longer when that ends', async () => {
  await using engines = await createTestDatabases()
  await using store = openDynamodbStore(engines.endpoints.dynamodb)
  await createKeyedTable(store)
  const query = async (key: string): Promise<unknown> =>
    store.client.send(
      new QueryCommand({
        TableName: store.table,
        KeyConditionExpression: `${key} = :value`,
        ExpressionAttributeValues: { ':value': { S: 'one' } },
      }),
    )
  await query('PK')
  const observed: string[] = []
  const stop = observeDynamodb(store, ({ operation }) => {
    observed.push(operation)
    return (failed) => void observed.push(failed ? 'failed' : 'ended')
  })
  await query('PK')
  await expect(query('other')).rejects.toThrow(/PK|key/)
  stop()
  await query('PK')
  expect(observed).toEqual(['Query', 'ended', 'Query', 'failed'])
})
