import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { SCAN_FETCH_SIZE } from '../scan-page-size.js'
import type { DynamodbStore } from './dynamodb-store.js'
import type { RawItem } from './to-stored-item.js'

// The SDK signs, sends and retries. Its own writing of requests and reading of answers, field by field along a schema,
// costs ten times what JSON does, so for the requests that carry much both are done nearer to the wire than that.

/** One page of a scan; the last one has no `LastEvaluatedKey`. Binary values are base64 texts. */
export interface ScanPage {
  readonly Items?: readonly RawItem[]
  readonly LastEvaluatedKey?: RawItem
}

/** What a batch does to one item. */
export type ItemWrite =
  | { readonly PutRequest: { readonly Item: RawItem } }
  | { readonly DeleteRequest: { readonly Key: RawItem } }

/** Reads a page of the table. Items must not hold binary values when they are sent back. */
export async function scanPage(store: DynamodbStore, start: RawItem | undefined): Promise<ScanPage> {
  const command = new ScanCommand({
    TableName: store.table,
    ConsistentRead: true,
    Limit: SCAN_FETCH_SIZE,
    ...(start ? { ExclusiveStartKey: start } : {}),
  })
  const answer = captureRawResponse(command)
  await store.client.send(command)
  return answer() as ScanPage
}

/** One page of a query; `KeyConditionExpression` and the rest as the SDK takes them. */
export async function queryPage(client: DynamoDBClient, input: QueryCommandInput): Promise<ScanPage> {
  const command = new QueryCommand(input)
  const answer = captureRawResponse(command)
  await client.send(command)
  return answer() as ScanPage
}

/** Writes up to 25 items; resolves to those that DynamoDB left undone. */
export async function writeItems(
  store: DynamodbStore,
  writes: readonly ItemWrite[],
): Promise<readonly ItemWrite[]> {
  const command = new BatchWriteItemCommand({ RequestItems: {} })
  const body = JSON.stringify({ RequestItems: { [store.table]: writes } })
  command.middlewareStack.add(
    (next) => (given) => {
      if (isHttpRequest(given.request)) given.request.body = body
      return next(given)
    },
    { step: 'serialize', priority: 'low', name: 'plainBody' },
  )
  const answer = captureRawResponse(command)
  await store.client.send(command)
  const { UnprocessedItems: left } = answer() as BatchWriteResponse
  return left?.[store.table] ?? []
}

interface BatchWriteResponse {
  readonly UnprocessedItems?: Readonly<Record<string, readonly ItemWrite[]>>
}

/** Has the answer parsed by JSON.parse; the SDK sees an empty one. Errors are left to the SDK. */
function captureRawResponse(command: ScanCommand | QueryCommand | BatchWriteItemCommand): () => unknown {
  let answer: unknown
  const stack: ScanCommand['middlewareStack'] = command.middlewareStack as ScanCommand['middlewareStack']
  stack.add(
    (next) => async (given) => {
      const result = await next(given)
      const { response } = result
      if (!isHttpResponse(response) || response.statusCode !== 200) return result
      const pieces: Uint8Array[] = []
      for await (const piece of response.body) pieces.push(piece)
      answer = JSON.parse(Buffer.concat(pieces).toString())
      return { ...result, response: Object.assign(response, { body: Buffer.from('{}') }) }
    },
    { step: 'deserialize', priority: 'low', name: 'plainAnswer' },
  )
  return () => answer
}

interface RawHttpResponse {
  readonly statusCode: number
  readonly body: AsyncIterable<Uint8Array>
}

function isHttpResponse(response: unknown): response is RawHttpResponse {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response
}

function isHttpRequest(request: unknown): request is { body: string } {
  return typeof request === 'object' && request !== null && 'body' in request
}
