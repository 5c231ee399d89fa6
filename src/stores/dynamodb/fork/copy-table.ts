import { CreateTableCommand, DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { describeTable, describeTimeToLive, waitUntilActive } from '../client/wait-until-active.js'
import { batchWrite } from '../client/batch-write.js'
import { openItemBatchWriter } from '../client/item-batch-writer.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'
import { toCreateRequest } from '../client/to-create-request.js'
import { scanTable } from '../client/scan-table.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { restoreTimeToLive } from '../snapshot/restore-time-to-live.js'

/** Copies the table with its indexes, time to live, items and migration history to a new name. Resolves to the copy's endpoint. */
export async function copyTable(endpoint: DynamodbEndpoint, name: string): Promise<DynamodbEndpoint> {
  await Promise.all([
    copySingleTable(endpoint, endpoint.table, name),
    copySingleTable(endpoint, toHistoryTableName(endpoint.table), toHistoryTableName(name)),
  ])
  return { ...endpoint, table: name }
}

/** Deletes the copy. Does nothing if it does not exist. */
export async function deleteTableCopy(endpoint: DynamodbEndpoint, name: string): Promise<void> {
  await using store = openDynamodbStore(endpoint)
  for (const table of [name, toHistoryTableName(name)]) {
    try {
      await store.client.send(new DeleteTableCommand({ TableName: table }))
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
    }
  }
}

async function copySingleTable(endpoint: DynamodbEndpoint, from: string, to: string): Promise<void> {
  await using source = openDynamodbStore({ ...endpoint, table: from })
  await using target = openDynamodbStore({ ...endpoint, table: to })
  const table = await describeTable(source.client, from)
  if (table === undefined) return
  await target.client.send(new CreateTableCommand(toCreateRequest(to, table)))
  const signal = new AbortController().signal
  await waitUntilActive(target.client, to, { timeoutMs: 60_000, signal, onProgress: () => {} })
  const writer = openItemBatchWriter(target)
  for await (const items of scanTable(source))
    await batchWrite(writer, items, (Item) => ({ PutRequest: { Item } }))
  const timeToLive = (await describeTimeToLive(source.client, from)) ?? {}
  await restoreTimeToLive(target.client, to, { timeToLive })
}
