import { AdaptiveConcurrency } from './adaptive-concurrency.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type ItemWrite, writeItems } from './raw-json.js'
import { isLocalEndpoint, openUnsignedClient } from './unsigned-client.js'

/** Requests that write or delete many items each. */
export interface ItemBatchWriter {
  /** Items in one request at most (DynamoDB API, service quotas). */
  readonly maxItems: number
  /** How many requests at a time; they remember from load to load. */
  readonly concurrency: AdaptiveConcurrency
  /** Resolves to those that DynamoDB left undone. */
  send(writes: readonly ItemWrite[]): Promise<readonly ItemWrite[]>
}

/** BatchWriteItem takes no more (DynamoDB API, service quotas). */
export const MAX_BATCH_ITEMS = 25
/** TransactWriteItems takes no more, and no more than 4 MB, measured shorter than as JSON. */
const MAX_TRANSACTION_ITEMS = 100
const MAX_TRANSACTION_BYTES = 4_000_000

/** What passes by itself; the other reasons for which a transaction is cancelled are faults of its items. */
const TRANSIENT_REASONS = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
])

/**
 * BatchWriteItem; but engines on this machine wait for the disk once for each item of a batch, and once for a whole
 * transaction, which in the cloud would cost twice as much.
 */
export function openItemBatchWriter(store: DynamodbStore): ItemBatchWriter {
  return isLocalEndpoint(store.endpoint) ? createTransactionWriter(store) : createBatchWriter(store)
}

function createBatchWriter(store: DynamodbStore): ItemBatchWriter {
  return {
    maxItems: MAX_BATCH_ITEMS,
    concurrency: new AdaptiveConcurrency(),
    send: async (writes) => writeItems(store, writes),
  }
}

function createTransactionWriter(store: DynamodbStore): ItemBatchWriter {
  const requests = openUnsignedClient(store.endpoint)
  const send = async (writes: readonly ItemWrite[]): Promise<readonly ItemWrite[]> => {
    const body = JSON.stringify({ TransactItems: writes.map((write) => toTransactItem(store, write)) })
    if (Buffer.byteLength(body) > MAX_TRANSACTION_BYTES && writes.length > 1) {
      const half = Math.ceil(writes.length / 2)
      return [...(await send(writes.slice(0, half))), ...(await send(writes.slice(half)))]
    }
    try {
      await requests.sendJson('TransactWriteItems', body)
      return []
    } catch (error) {
      if (isTransactionConflict(error)) return writes
      throw error
    }
  }
  // One waits for the other's lock on the only file.
  return { maxItems: MAX_TRANSACTION_ITEMS, concurrency: new AdaptiveConcurrency(1), send }
}

function toTransactItem({ table: TableName }: DynamodbStore, write: ItemWrite): object {
  return 'PutRequest' in write
    ? { Put: { TableName, Item: write.PutRequest.Item } }
    : { Delete: { TableName, Key: write.DeleteRequest.Key } }
}

/** The message names a reason for each item: "… specific reasons [None, TransactionConflict]". */
function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false
  const reasons = /\[([\w, ]+)\]/.exec(error.message)?.[1]?.split(', ')
  return reasons !== undefined && reasons.every((reason) => TRANSIENT_REASONS.has(reason))
}
