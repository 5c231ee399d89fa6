import type { TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { isMissingTable } from './is-missing-table.js'
import type { Item, ItemReader, RawItems } from './item-reader.js'
import { plainRequests } from './plain-request.js'

/** A reader by plain HTTP, for an engine on this machine. */
export function plainItemReader(endpoint: DynamodbEndpoint): ItemReader {
  const requests = plainRequests(endpoint)
  const { table: TableName } = endpoint
  /** The part of an answer about the table itself. */
  const about = async (operation: string, part: string): Promise<unknown> => {
    try {
      return ((await requests.ask(operation, { TableName })) as Readonly<Record<string, unknown>>)[part]
    } catch (error) {
      if (isMissingTable(error)) return undefined
      throw error
    }
  }
  return {
    table: TableName,
    query: async (input) => (await requests.ask('Query', { ...input, TableName })) as RawItems,
    scan: async (input) => (await requests.ask('Scan', { ...input, TableName })) as RawItems,
    async get(Key) {
      const input = { TableName, Key, ConsistentRead: true }
      return ((await requests.ask('GetItem', input)) as { readonly Item?: Item }).Item
    },
    describe: async () => (await about('DescribeTable', 'Table')) as TableDescription | undefined,
    describeTimeToLive: async () =>
      (await about('DescribeTimeToLive', 'TimeToLiveDescription')) as TimeToLiveDescription | undefined,
    async [Symbol.asyncDispose]() {
      requests[Symbol.dispose]()
    },
  }
}
