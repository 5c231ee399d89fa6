import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbRequest } from '../../contracts/request.js'
import { SCAN_FETCH_SIZE } from '../../scan-page-size.js'
import type { DynamodbStore } from './dynamodb-store.js'
import type { Item } from './item-reader.js'

// The SDK signs, sends and retries requests. Its serialization by schema takes ten times as long as JSON.stringify and
// JSON.parse, so large requests and responses bypass it.

/** One page of a scan; the last page has no `LastEvaluatedKey`. Binary values are base64 strings. */
export interface ScanPage {
  readonly Items?: readonly Item[]
  readonly LastEvaluatedKey?: Item
}

/** A put or a deletion of one item in a batch. */
export type ItemWrite =
  | { readonly PutRequest: { readonly Item: Item } }
  | { readonly DeleteRequest: { readonly Key: Item } }

/** Reads a page of the table. Items with binary values cannot be written back. */
export async function scanPage(store: DynamodbStore, start: Item | undefined): Promise<ScanPage> {
  const command = new ScanCommand({
    TableName: store.table,
    ConsistentRead: true,
    Limit: SCAN_FETCH_SIZE,
    ...(start ? { ExclusiveStartKey: start } : {}),
  })
  const getResponse = captureRawResponse(command)
  await store.client.send(command)
  return getResponse() as ScanPage
}

/** Reads one page of a query. */
export async function queryPage(
  client: DynamoDBClient,
  table: string,
  request: DynamodbRequest,
): Promise<ScanPage> {
  const command = new QueryCommand({ ...request, TableName: table })
  const getResponse = captureRawResponse(command)
  await client.send(command)
  return getResponse() as ScanPage
}

/** Writes up to 25 items; resolves to the unprocessed writes. */
export async function writeItems(
  store: DynamodbStore,
  writes: readonly ItemWrite[],
): Promise<readonly ItemWrite[]> {
  const command = new BatchWriteItemCommand({ RequestItems: {} })
  const body = JSON.stringify({ RequestItems: { [store.table]: writes } })
  command.middlewareStack.add(
    (next) => (args) => {
      if (isHttpRequest(args.request)) args.request.body = body
      return next(args)
    },
    { step: 'serialize', priority: 'low', name: 'rawBody' },
  )
  const getResponse = captureRawResponse(command)
  await store.client.send(command)
  const { UnprocessedItems: unprocessed } = getResponse() as BatchWriteResponse
  return unprocessed?.[store.table] ?? []
}

interface BatchWriteResponse {
  readonly UnprocessedItems?: Readonly<Record<string, readonly ItemWrite[]>>
}

/** Parses the response with JSON.parse and passes an empty response to the SDK. The SDK still handles errors. */
function captureRawResponse(command: ScanCommand | QueryCommand | BatchWriteItemCommand): () => unknown {
  let parsed: unknown
  const stack: ScanCommand['middlewareStack'] = command.middlewareStack as ScanCommand['middlewareStack']
  stack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { response } = result
      if (!isHttpResponse(response) || response.statusCode !== 200) return result
      const chunks: Uint8Array[] = []
      for await (const chunk of response.body) chunks.push(chunk)
      parsed = JSON.parse(Buffer.concat(chunks).toString())
      return { ...result, response: Object.assign(response, { body: Buffer.from('{}') }) }
    },
    { step: 'deserialize', priority: 'low', name: 'rawResponse' },
  )
  return () => parsed
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
