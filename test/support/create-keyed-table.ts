import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../../src/stores/dynamodb/client/dynamodb-store.js'

/** Creates the store's table with only a partition key, `PK`. */
export async function createKeyedTable({ client, table }: DynamodbStore): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    }),
  )
}
