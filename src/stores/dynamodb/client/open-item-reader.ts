import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { DynamodbStore } from './dynamodb-store.js'
import type { ItemReader } from './item-reader.js'
import { openHttpItemReader } from './http-item-reader.js'
import { isLocalEndpoint } from './unsigned-client.js'

/**
 * Opens a reader. For a local engine it does not use the AWS SDK: loading the SDK takes longer than a complete
 * `inspect`, and local engines do not verify signatures. Otherwise it uses the SDK, through `store` if that is already
 * open.
 */
export async function openItemReader(endpoint: DynamodbEndpoint, store?: DynamodbStore): Promise<ItemReader> {
  return isLocalEndpoint(endpoint) ? openHttpItemReader(endpoint) : openSdkItemReader(endpoint, store)
}

async function openSdkItemReader(endpoint: DynamodbEndpoint, opened?: DynamodbStore): Promise<ItemReader> {
  const [
    { BatchGetItemCommand, QueryCommand, ScanCommand },
    { openDynamodbStore },
    { describeTable, describeTimeToLive },
  ] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('./dynamodb-store.js'),
    import('./wait-until-active.js'),
  ])
  const store = opened ?? openDynamodbStore(endpoint)
  const { client } = store
  const { table: TableName } = endpoint
  return {
    table: TableName,
    query: async (input) => client.send(new QueryCommand({ ...input, TableName })),
    scan: async (input) => client.send(new ScanCommand({ ...input, TableName })),
    async get(key) {
      const RequestItems: BatchGetItemCommandInput['RequestItems'] = {
        [TableName]: { Keys: [key], ConsistentRead: true },
      }
      const { Responses: found } = await client.send(new BatchGetItemCommand({ RequestItems }))
      return found?.[TableName]?.[0]
    },
    describe: async () => describeTable(client, TableName),
    describeTimeToLive: async () => describeTimeToLive(client, TableName),
    async [Symbol.asyncDispose]() {
      if (opened === undefined) await store[Symbol.asyncDispose]()
    },
  }
}
