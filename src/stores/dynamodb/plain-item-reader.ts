import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { unreachable } from '../unreachable.js'
import { isMissingTable } from './is-missing-table.js'
import type { Item, ItemReader, RawItems } from './item-reader.js'

/** A reader by plain HTTP, for an engine on this machine. */
export function plainItemReader(endpoint: DynamodbEndpoint): ItemReader {
  const agent = new Agent({ keepAlive: true })
  const { table: TableName } = endpoint
  /** The part of an answer about the table itself. */
  const about = async (operation: string, part: string): Promise<unknown> => {
    try {
      return ((await ask(endpoint, agent, operation, { TableName })) as Readonly<Record<string, unknown>>)[
        part
      ]
    } catch (error) {
      if (isMissingTable(error)) return undefined
      throw error
    }
  }
  return {
    table: TableName,
    query: async (input) => (await ask(endpoint, agent, 'Query', { ...input, TableName })) as RawItems,
    scan: async (input) => (await ask(endpoint, agent, 'Scan', { ...input, TableName })) as RawItems,
    async get(Key) {
      const input = { TableName, Key, ConsistentRead: true }
      return ((await ask(endpoint, agent, 'GetItem', input)) as { readonly Item?: Item }).Item
    },
    describe: async () => (await about('DescribeTable', 'Table')) as TableDescription | undefined,
    describeTimeToLive: async () =>
      (await about('DescribeTimeToLive', 'TimeToLiveDescription')) as TimeToLiveDescription | undefined,
    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}

async function ask(
  { endpoint, region, accessKeyId }: DynamodbEndpoint,
  agent: Agent,
  operation: string,
  input: object,
): Promise<unknown> {
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        agent,
        method: 'POST',
        timeout: 10_000,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20260101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
        },
      },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('No answer in 10 s')))
    sent.on('error', (error) => reject(unreachable('dynamodb', endpoint, error)))
    sent.end(JSON.stringify(input))
  })
  if (status !== 200) {
    const name = /"__type"\s*:\s*"(?:[^"]*#)?(\w+)"/.exec(body)?.[1] ?? 'Error'
    throw Object.assign(new Error(`DynamoDB answers ${status} to ${operation}: ${body}`), { name })
  }
  return JSON.parse(body)
}
