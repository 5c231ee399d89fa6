import type { TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { isMissingTable } from './is-missing-table.js'
import type { Item, ItemReader, ItemReaderPage } from './item-reader.js'
import { openUnsignedClient } from './unsigned-client.js'

/** A reader by plain HTTP, for an engine on this machine. */
export function openHttpItemReader(endpoint: DynamodbEndpoint): ItemReader {
  const requests = openUnsignedClient(endpoint)
  const { table: TableName } = endpoint
  /** The part of an answer about the table itself. */
  const about = async (operation: string, part: string): Promise<unknown> => {
    try {
      return ((await requests.send(operation, { TableName })) as Readonly<Record<string, unknown>>)[part]
    } catch (error) {
      if (isMissingTable(error)) return undefined
      throw error
    }
  }
  return {
    table: TableName,
    query: async (input) => (await requests.send('Query', { ...input, TableName })) as ItemReaderPage,
    scan: async (input) => (await requests.send('Scan', { ...input, TableName })) as ItemReaderPage,
    async get(Key) {
      const input = { TableName, Key, ConsistentRead: true }
      return ((await requests.send('GetItem', input)) as { readonly Item?: Item }).Item
    },
    describe: async () => (await about('DescribeTable', 'Table')) as TableDescription | undefined,
    describeTimeToLive: async () =>
      (await about('DescribeTimeToLive', 'TimeToLiveDescription')) as TimeToLiveDescription | undefined,
    async [Symbol.asyncDispose]() {
      requests[Symbol.dispose]()
    },
  }
}
