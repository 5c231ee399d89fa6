import { AdaptiveLanes } from './adaptive-lanes.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type WriteOfItem, writeItems } from './plain-json.js'
import { isLocal, plainRequests } from './plain-request.js'

/** Requests that write or delete many items each. */
export interface ItemWrites {
  /** Items in one request at most (DynamoDB API, service quotas). */
  readonly most: number
  /** How many requests at a time; they remember from load to load. */
  readonly lanes: AdaptiveLanes
  /** Resolves to those that DynamoDB left undone. */
  send(writes: readonly WriteOfItem[]): Promise<readonly WriteOfItem[]>
}

/** BatchWriteItem takes no more (DynamoDB API, service quotas). */
export const BATCH_ITEMS = 25
/** TransactWriteItems takes no more, and no more than 4 MB, measured shorter than as JSON. */
const TRANSACTION = 100
const TRANSACTION_BYTES = 4_000_000

/** What passes by itself; the other reasons for which a transaction is cancelled are faults of its items. */
const PASSING = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

/**
 * BatchWriteItem; but engines on this machine wait for the disk once for each item of a batch, and once for a whole
 * transaction, which in the cloud would cost twice as much.
 */
export function openItemWrites(store: DynamodbStore): ItemWrites {
  return isLocal(store.endpoint) ? transactions(store) : batches(store)
}

function batches(store: DynamodbStore): ItemWrites {
  return { most: BATCH_ITEMS, lanes: new AdaptiveLanes(), send: async (writes) => writeItems(store, writes) }
}

function transactions(store: DynamodbStore): ItemWrites {
  const requests = plainRequests(store.endpoint)
  const send = async (writes: readonly WriteOfItem[]): Promise<readonly WriteOfItem[]> => {
    const body = JSON.stringify({ TransactItems: writes.map((write) => actionOf(store, write)) })
    if (Buffer.byteLength(body) > TRANSACTION_BYTES && writes.length > 1) {
      const half = Math.ceil(writes.length / 2)
      return [...(await send(writes.slice(0, half))), ...(await send(writes.slice(half)))]
    }
    try {
      await requests.askText('TransactWriteItems', body)
      return []
    } catch (error) {
      if (isConflict(error)) return writes
      throw error
    }
  }
  // One waits for the other's lock on the only file.
  return { most: TRANSACTION, lanes: new AdaptiveLanes(1), send }
}

function actionOf({ table: TableName }: DynamodbStore, write: WriteOfItem): object {
  return 'PutRequest' in write
    ? { Put: { TableName, Item: write.PutRequest.Item } }
    : { Delete: { TableName, Key: write.DeleteRequest.Key } }
}

/** The message names a reason for each item: "… specific reasons [None, TransactionConflict]". */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false
  const reasons = /\[([\w, ]+)\]/.exec(error.message)?.[1]?.split(', ')
  return reasons !== undefined && reasons.every((reason) => PASSING.has(reason))
}
