import type { StaticDynamodbEndpoint } from '../../../core/store-types.js'
import { AdaptiveConcurrency } from './adaptive-concurrency.js'
import { countWriteUnits } from './capacity-budget.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type ItemWrite, writeItems } from './raw-json.js'
import { isLocalEndpoint, openUnsignedClient } from './unsigned-client.js'

/** Writes or deletes many items per request. */
export interface ItemBatchWriter {
  /** Maximum number of items per request (DynamoDB API, service quotas). */
  readonly maxItems: number
  /** The concurrency of requests, adapted over all loads. */
  readonly concurrency: AdaptiveConcurrency
  /** Sends one request; resolves to the unprocessed writes. */
  send(writes: readonly ItemWrite[]): Promise<readonly ItemWrite[]>
}

/** Limit of BatchWriteItem (DynamoDB API, service quotas). */
export const MAX_BATCH_ITEMS = 25
/** Limits of TransactWriteItems. DynamoDB measures the size in a format that is shorter than JSON. */
const MAX_TRANSACTION_ITEMS = 100
const MAX_TRANSACTION_BYTES = 4_000_000

/** Transient cancellation reasons of a transaction. All other reasons are errors in its items. */
const TRANSIENT_REASONS = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
])

/**
 * Opens a writer that uses BatchWriteItem, or transactions for a local engine: local engines wait for the disk once per
 * item of a batch but once per transaction. In the cloud a transaction costs twice as much.
 */
export function openItemBatchWriter(store: DynamodbStore): ItemBatchWriter {
  const { endpoint } = store
  const writer = isLocalEndpoint(endpoint)
    ? createTransactionWriter(store, endpoint)
    : createBatchWriter(store)
  // Counting takes time.
  if (!store.budget.write.limited) return writer
  return {
    ...writer,
    async send(writes) {
      await store.budget.write.spend(countWriteUnits(writes))
      return writer.send(writes)
    },
  }
}

function createBatchWriter(store: DynamodbStore): ItemBatchWriter {
  return {
    maxItems: MAX_BATCH_ITEMS,
    concurrency: new AdaptiveConcurrency(),
    send: async (writes) => writeItems(store, writes),
  }
}

function createTransactionWriter(store: DynamodbStore, endpoint: StaticDynamodbEndpoint): ItemBatchWriter {
  const client = openUnsignedClient(endpoint)
  const send = async (writes: readonly ItemWrite[]): Promise<readonly ItemWrite[]> => {
    const body = JSON.stringify({ TransactItems: writes.map((write) => toTransactItem(store, write)) })
    if (Buffer.byteLength(body) > MAX_TRANSACTION_BYTES && writes.length > 1) {
      const half = Math.ceil(writes.length / 2)
      return [...(await send(writes.slice(0, half))), ...(await send(writes.slice(half)))]
    }
    try {
      await client.sendJson('TransactWriteItems', body)
      return []
    } catch (error) {
      if (isTransactionConflict(error)) return writes
      throw error
    }
  }
  // Concurrent transactions wait for the lock on the engine's only file.
  return { maxItems: MAX_TRANSACTION_ITEMS, concurrency: new AdaptiveConcurrency(1), send }
}

function toTransactItem({ table: TableName }: DynamodbStore, write: ItemWrite): object {
  return 'PutRequest' in write
    ? { Put: { TableName, Item: write.PutRequest.Item } }
    : { Delete: { TableName, Key: write.DeleteRequest.Key } }
}

/** The message contains one reason per item: "… specific reasons [None, TransactionConflict]". */
function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false
  const reasons = /\[([\w, ]+)\]/.exec(error.message)?.[1]?.split(', ')
  return reasons !== undefined && reasons.every((reason) => TRANSIENT_REASONS.has(reason))
}
