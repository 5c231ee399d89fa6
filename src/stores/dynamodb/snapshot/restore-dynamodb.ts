import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { batchWrite } from '../client/batch-write.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'
import { openItemBatchWriter } from '../client/item-batch-writer.js'
import type { Item } from '../client/item-reader.js'
import { describeTable, waitUntilActive } from '../client/wait-until-active.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { type ExportedTable, readExport, readExportedItems } from './export-files.js'
import { restoreTimeToLive } from './restore-time-to-live.js'

const ITEMS_PER_BATCH = 500
const TABLE_TIMEOUT_MS = 600_000
const POLL_INTERVAL_MS = 100

/**
 * Deletes the table and its migration history, and creates them as the snapshot has them, under the name of the endpoint. The
 * history comes last: until then, the table counts as not migrated.
 */
export async function restoreDynamodb(
  endpoint: DynamodbEndpoint,
  directory: string,
  options: PortableOptions,
): Promise<PortablePart> {
  const exported = await readExport(directory)
  const names = exported.map(({ description }) => description.TableName ?? '')
  const isHistory = (name: string): boolean => names.some((other) => toHistoryTableName(other) === name)
  const plan = [
    { name: endpoint.table, table: exported.find((_, index) => !isHistory(names[index] ?? '')) },
    {
      name: toHistoryTableName(endpoint.table),
      table: exported.find((_, index) => isHistory(names[index] ?? '')),
    },
  ]
  for (const { name } of plan.toReversed()) {
    await using store = openDynamodbStore({ ...endpoint, table: name })
    await deleteTable(store.client, name, options.signal)
  }
  const counts = { records: 0, bytes: 0 }
  const tables: PortableTable[] = []
  for (const { name, table } of plan) {
    if (table === undefined) continue
    const before = counts.records
    await restoreTable({ ...endpoint, table: name }, table, counts, options)
    tables.push({ name, records: counts.records - before })
  }
  return { ...counts, tables }
}

async function restoreTable(
  endpoint: DynamodbEndpoint,
  exported: ExportedTable,
  counts: { records: number; bytes: number },
  { signal, onProgress }: PortableOptions,
): Promise<void> {
  await using store = openDynamodbStore(endpoint)
  const { client, table } = store
  await client.send(new CreateTableCommand(toCreateRequest(table, exported.description)))
  await waitUntilActive(client, table, { timeoutMs: TABLE_TIMEOUT_MS, signal, onProgress: () => {} })
  const writer = openItemBatchWriter(store)
  const write = async (items: readonly Item[]): Promise<void> => {
    await batchWrite(writer, items, (Item) => ({ PutRequest: { Item } }), signal)
    counts.records += items.length
    onProgress(counts.records, counts.bytes)
  }
  let batch: Item[] = []
  for await (const item of readExportedItems(exported)) {
    batch.push(item)
    counts.bytes += JSON.stringify(item).length
    if (batch.length < ITEMS_PER_BATCH) continue
    await write(batch)
    batch = []
  }
  await write(batch)
  await restoreTimeToLive(client, table, exported)
}

async function deleteTable(client: DynamoDBClient, name: string, signal: AbortSignal): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName: name }))
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return
    throw error
  }
  while ((await describeTable(client, name)) !== undefined) {
    await sleep(POLL_INTERVAL_MS, undefined, { signal })
  }
}

/** On-demand, like the tables that migrations create. */
function toCreateRequest(name: string, table: TableDescription): CreateTableCommandInput {
  const toIndex = ({
    IndexName,
    KeySchema,
    Projection,
  }: NonNullable<TableDescription['LocalSecondaryIndexes']>[number]) => ({ IndexName, KeySchema, Projection })
  const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = table
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: table.KeySchema,
    AttributeDefinitions: table.AttributeDefinitions,
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global.map(toIndex) }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local.map(toIndex) }),
  }
}
