import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamodbRequest } from '../../../core/store-types.js'
import { countReadUnits } from './capacity-budget.js'
import { registerRawRequest } from './raw-json-middleware.js'
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

/** A part of the table, of `total` parts. */
export interface ScanSegment {
  readonly segment: number
  readonly total: number
}

/** Reads a page of the table, or of a segment of it. Items with binary values cannot be written back. */
export async function scanPage(
  store: DynamodbStore,
  start: Item | undefined,
  part?: ScanSegment,
): Promise<ScanPage> {
  const command = new ScanCommand({
    TableName: store.table,
    ConsistentRead: true,
    Limit: SCAN_FETCH_SIZE,
    ...(start ? { ExclusiveStartKey: start } : {}),
    ...(part ? { Segment: part.segment, TotalSegments: part.total } : {}),
  })
  const raw = registerRawRequest(command)
  await store.client.send(command)
  await store.budget.read.spend(countReadUnits(raw.bytes ?? 0))
  return raw.response as ScanPage
}

/** Reads one page of a query. */
export async function queryPage(
  client: DynamoDBClient,
  table: string,
  request: DynamodbRequest,
): Promise<ScanPage> {
  const command = new QueryCommand({ ...request, TableName: table })
  const raw = registerRawRequest(command)
  await client.send(command)
  return raw.response as ScanPage
}

/** Writes up to 25 items; resolves to the unprocessed writes. */
export async function writeItems(
  store: DynamodbStore,
  writes: readonly ItemWrite[],
): Promise<readonly ItemWrite[]> {
  const command = new BatchWriteItemCommand({ RequestItems: {} })
  const raw = registerRawRequest(command, JSON.stringify({ RequestItems: { [store.table]: writes } }))
  await store.client.send(command)
  const { UnprocessedItems: unprocessed } = raw.response as BatchWriteResponse
  return unprocessed?.[store.table] ?? []
}

interface BatchWriteResponse {
  readonly UnprocessedItems?: Readonly<Record<string, readonly ItemWrite[]>>
}
