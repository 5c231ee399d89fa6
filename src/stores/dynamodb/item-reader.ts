import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type {
  AttributeValue,
  BatchGetItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { refused } from '../refused.js'
import { unreachable } from '../unreachable.js'

export type Item = Record<string, AttributeValue>

/** A page of items as DynamoDB answers it. */
export interface RawItems {
  readonly Items?: readonly Item[] | undefined
  readonly LastEvaluatedKey?: Item | undefined
}

/** Reading of the todo table, without more of a client than that. */
export interface ItemReader extends AsyncDisposable {
  readonly table: string
  query(input: Omit<QueryCommandInput, 'TableName'>): Promise<RawItems>
  scan(input: Omit<ScanCommandInput, 'TableName'>): Promise<RawItems>
  /** One item, as it is now. */
  get(key: Item): Promise<Item | undefined>
}

/**
 * Opens a reader. Loading the AWS SDK costs more than all of an `inspect`, and an engine on this machine reads no more
 * of a signature than that there is one; everything else is asked by the SDK.
 */
export async function openItemReader(endpoint: DynamodbEndpoint): Promise<ItemReader> {
  const local = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/.test(endpoint.endpoint)
  return local ? plainReader(endpoint) : sdkReader(endpoint)
}

function plainReader(endpoint: DynamodbEndpoint): ItemReader {
  const agent = new Agent({ keepAlive: true })
  const { table: TableName } = endpoint
  return {
    table: TableName,
    query: async (input) => (await ask(endpoint, agent, 'Query', { ...input, TableName })) as RawItems,
    scan: async (input) => (await ask(endpoint, agent, 'Scan', { ...input, TableName })) as RawItems,
    async get(Key) {
      const input = { TableName, Key, ConsistentRead: true }
      return ((await ask(endpoint, agent, 'GetItem', input)) as { readonly Item?: Item }).Item
    },
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
  if (status >= 500)
    throw unreachable('dynamodb', endpoint, new Error(`${operation} is answered with ${status}`))
  if (status !== 200) throw refused('dynamodb', messageOf(body) ?? `${operation} is answered with ${status}`)
  return JSON.parse(body)
}

/** Engines spell the field either way. */
function messageOf(body: string): string | undefined {
  try {
    const { message, Message } = JSON.parse(body) as { readonly message?: string; readonly Message?: string }
    return message ?? Message
  } catch {
    return undefined
  }
}

async function sdkReader(endpoint: DynamodbEndpoint): Promise<ItemReader> {
  const [{ BatchGetItemCommand, QueryCommand, ScanCommand }, { openDynamodbStore }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('./dynamodb-store.js'),
  ])
  const store = openDynamodbStore(endpoint)
  const { client, table: TableName } = store
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
    [Symbol.asyncDispose]: async () => store[Symbol.asyncDispose](),
  }
}
