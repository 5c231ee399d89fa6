import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../../../core/home-error.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { PORTABLE_SNAPSHOT_ERRORS } from '../../contracts/portable-snapshot-errors.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { batchWrite } from '../client/batch-write.js'
import { type DynamodbStore, openDynamodbStore } from '../client/dynamodb-store.js'
import { openItemBatchWriter } from '../client/item-batch-writer.js'
import type { Item } from '../client/item-reader.js'
import { scanTable } from '../client/scan-table.js'
import { describeTable, type TableWaitOptions, waitUntilActive } from '../client/wait-until-active.js'
import { createHistoryTable } from '../migrations/dynamodb-history.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { listOwnTables } from '../own-tables/list-own-tables.js'
import { forgetTable, isRecordedTable, recordRestoredTable } from '../own-tables/recorded-tables.js'
import { toCreateRequest } from '../client/to-create-request.js'
import { type ExportedTable, readExport, readExportedItems, type TableRole } from './export-files.js'
import { restoreTimeToLive } from './restore-time-to-live.js'

const ITEMS_PER_BATCH = 500
const TABLE_TIMEOUT_MS = 600_000
const POLL_INTERVAL_MS = 100

/**
 * Deletes the table and the own tables of the project, and creates them as the snapshot has them, the former under the name of the
 * endpoint. The history comes last: until then, the table counts as not migrated. A snapshot of a version that saved no own tables
 * leaves them as they are.
 */
export async function restoreDynamodb(
  endpoint: DynamodbEndpoint,
  directory: string,
  options: PortableOptions,
): Promise<PortablePart> {
  const { tables, hasOwnTables } = await readExport(directory)
  await using store = openDynamodbStore(endpoint)
  const own = await listOwnTables(store)
  const restored = tables.filter(({ role }) => role === 'own').map(({ name }) => name)
  await assertNoOtherTables(store, restored, own)
  await clearHistory(store, hasOwnTables ? [...own, ...restored] : [], options.signal)
  for (const name of [store.table, ...(hasOwnTables ? own : [])]) {
    await deleteTable(store.client, name, options.signal)
  }
  if (hasOwnTables) for (const name of own) if (!restored.includes(name)) await forgetTable(store, name)
  const counts = { records: 0, bytes: 0 }
  const parts: PortableTable[] = []
  for (const table of tables.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))) {
    const before = counts.records
    const target = { ...endpoint, table: toRestoredName(table, store.table) }
    if (table.role !== 'migrations') await createTable(target, table, options.signal)
    await writeItems(target, table, counts, options)
    parts.push({ name: target.table, records: counts.records - before })
  }
  return { ...counts, tables: parts }
}

const ORDER: readonly TableRole[] = ['todos', 'own', 'migrations']

/**
 * Throws `RESTORE_TABLE_EXISTS` if the server has a table with the name of one in the snapshot that belongs to another project, as
 * far as is known: it would be replaced. Changes nothing.
 */
export async function assertRestorable(endpoint: DynamodbEndpoint, directory: string): Promise<void> {
  const { tables } = await readExport(directory)
  await using store = openDynamodbStore(endpoint)
  const restored = tables.filter(({ role }) => role === 'own').map(({ name }) => name)
  await assertNoOtherTables(store, restored, await listOwnTables(store))
}

async function assertNoOtherTables(
  { client, table, endpoint }: DynamodbStore,
  restored: readonly string[],
  own: readonly string[],
): Promise<void> {
  for (const name of restored) {
    if (own.includes(name)) continue
    const isServices = name === table || name === toHistoryTableName(table)
    if (!isServices && (await describeTable(client, name)) === undefined) continue
    throw new HomeError(PORTABLE_SNAPSHOT_ERRORS.RESTORE_TABLE_EXISTS, {
      message: `The snapshot has the table ${name}, and DynamoDB at ${endpoint.endpoint} has another one of this name.`,
      detail: isServices
        ? 'It is that of the todo service, or its migration history.'
        : 'No migration of this project has created it, so it is not replaced.',
      suggestion: isServices
        ? 'Set dynamodb.table to another name.'
        : `Delete the table ${name} if it is not needed, then restore the snapshot again.`,
    })
  }
}

function toRestoredName({ role, name }: ExportedTable, table: string): string {
  if (role === 'own') return name
  return role === 'migrations' ? toHistoryTableName(table) : table
}

/**
 * Deletes all items of the history table, which is created if it is missing. Records the tables that are replaced, so that a
 * repeated call knows them.
 */
async function clearHistory(
  { endpoint, table }: DynamodbStore,
  own: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await using store = openDynamodbStore(endpoint)
  await createHistoryTable(store)
  await using history = openDynamodbStore({ ...endpoint, table: toHistoryTableName(table) })
  await waitUntilActive(history.client, history.table, toWait(signal))
  for (const name of own) await recordRestoredTable(store, name)
  const writer = openItemBatchWriter(history)
  for await (const items of scanTable(history)) {
    const keys = items.flatMap(({ PK, SK }) => (PK && SK && !isRecordedTable({ PK }) ? [{ PK, SK }] : []))
    await batchWrite(writer, keys, (Key) => ({ DeleteRequest: { Key } }), signal)
  }
}

async function createTable(
  endpoint: DynamodbEndpoint,
  { description }: ExportedTable,
  signal: AbortSignal,
): Promise<void> {
  await using store = openDynamodbStore(endpoint)
  await store.client.send(new CreateTableCommand(toCreateRequest(store.table, description)))
  await waitUntilActive(store.client, store.table, toWait(signal))
}

/** Time to live is enabled afterwards, so that nothing is deleted meanwhile. */
async function writeItems(
  endpoint: DynamodbEndpoint,
  exported: ExportedTable,
  counts: { records: number; bytes: number },
  { signal, onProgress }: PortableOptions,
): Promise<void> {
  await using store = openDynamodbStore(endpoint)
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
  await restoreTimeToLive(store.client, store.table, exported)
}

function toWait(signal: AbortSignal): TableWaitOptions {
  return { timeoutMs: TABLE_TIMEOUT_MS, signal, onProgress: () => {} }
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
