import type { TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { StaticDynamodbEndpoint } from '../../../core/store-types.js'
import { isMissingTable } from './is-missing-table.js'
import type { Item, ItemReader, ItemReaderPage } from './item-reader.js'
import { openUnsignedClient } from './unsigned-client.js'

/** Opens a reader that uses unsigned HTTP requests, for a local engine. */
export function openHttpItemReader(endpoint: StaticDynamodbEndpoint): ItemReader {
  const client = openUnsignedClient(endpoint)
  const { table: TableName } = endpoint
  /** Describes the table; returns one field of the response, or `undefined` if the table is missing. */
  const describe = async (operation: string, field: string): Promise<unknown> => {
    try {
      return ((await client.send(operation, { TableName })) as Readonly<Record<string, unknown>>)[field]
    } catch (error) {
      if (isMissingTable(error)) return undefined
      throw error
    }
  }
  return {
    table: TableName,
    query: async (input) => (await client.send('Query', { ...input, TableName })) as ItemReaderPage,
    scan: async (input) => (await client.send('Scan', { ...input, TableName })) as ItemReaderPage,
    async get(Key) {
      const input = { TableName, Key, ConsistentRead: true }
      return ((await client.send('GetItem', input)) as { readonly Item?: Item }).Item
    },
    describe: async () => (await describe('DescribeTable', 'Table')) as TableDescription | undefined,
    describeTimeToLive: async () =>
      (await describe('DescribeTimeToLive', 'TimeToLiveDescription')) as TimeToLiveDescription | undefined,
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
    },
  }
}
