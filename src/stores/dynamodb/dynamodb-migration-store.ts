import { breakLease, acquireLease } from '../lease.js'
import { createLeasedSession } from '../leased-session.js'
import type { LockHolder, LockOptions, MigrationSession, MigrationStore } from '../migration-store.js'
import { compileDynamodb } from './compile-dynamodb.js'
import type { DynamodbAction } from './dynamodb-action.js'
import {
  createHistoryTable,
  deleteHistoryEntry,
  withHistoryTable,
  writeHistoryEntry,
  writeSchemaRecord,
} from './dynamodb-history.js'
import { dynamodbLeaseTable } from './dynamodb-lease-table.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { isMissingTable } from './is-missing-table.js'
import type { ItemReader } from './item-reader.js'
import { openItemWriter } from './item-writer.js'
import { openItemReader } from './open-item-reader.js'
import { performDynamodbAction } from './perform-dynamodb-action.js'
import { findHistory, toHistoryTableName, readSchemaRecord } from './read-history.js'
import { readSchema } from './read-schema.js'
import { reviewDynamodb } from './review-dynamodb.js'

/** Migrations of DynamoDB: ledger and lock are items of a table of their own, and each step stands for itself. */
export function dynamodbMigrationStore(store: DynamodbStore): MigrationStore<DynamodbAction> {
  const own = toHistoryTableName(store.table)
  /** What was seen without the lock, so that taking it need not look again. */
  let missing = false
  return {
    name: 'dynamodb',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileDynamodb,
    async readHistory() {
      const found = await withReader(store, own, findHistory)
      missing = found === undefined
      return found ?? { entries: [] }
    },
    readSchema: async () => withReader(store, store.table, readSchema),
    readRecordedSchema: async () => withReader(store, own, readSchemaRecord),
    review: (steps) => reviewDynamodb(store, steps),
    lint: () => [],
    getLockHolder: async () => getLockHolder(store),
    async unlock() {
      if ((await getLockHolder(store)) === undefined) return
      await using writer = openItemWriter(store, own)
      await withReader(store, own, async (reader) => breakLease(dynamodbLeaseTable(reader, writer)))
    },
    lock: async (options) => acquireLock(store, options, missing),
  }
}

async function acquireLock(
  store: DynamodbStore,
  options: LockOptions,
  missing: boolean,
): Promise<MigrationSession<DynamodbAction>> {
  const { signal: patient = new AbortController().signal } = options
  const own = toHistoryTableName(store.table)
  const reader = await openItemReader({ ...store.endpoint, table: own }, store)
  const writer = openItemWriter(store, own)
  const end = async (): Promise<void> => {
    await writer[Symbol.asyncDispose]()
    await reader[Symbol.asyncDispose]()
  }
  try {
    if (missing) await createHistoryTable(store)
    const table = dynamodbLeaseTable(reader, writer)
    const lease = await withHistoryTable(store, patient, async () => acquireLease(table, options, missing))
    const patience = { timeoutMs: options.statementTimeoutMs, signal: lease.signal }
    return createLeasedSession(lease, missing, {
      readHistory: async () => (await findHistory(reader)) ?? { entries: [] },
      readSchema: async () => withReader(store, store.table, readSchema),
      writeEntry: async (fence, entry) => writeHistoryEntry(writer, fence, entry),
      deleteEntry: async (fence, id) => deleteHistoryEntry(writer, fence, id),
      writeSchemaRecord: async (fence, record) => writeSchemaRecord(writer, fence, record),
      perform: async (step, context) => performDynamodbAction(store, step, context, patience),
      close: end,
    })
  } catch (error) {
    await end()
    throw error
  }
}

async function withReader<T>(
  store: DynamodbStore,
  table: string,
  read: (reader: ItemReader) => Promise<T>,
): Promise<T> {
  await using reader = await openItemReader({ ...store.endpoint, table }, store)
  return await read(reader)
}

async function getLockHolder(store: DynamodbStore): Promise<LockHolder | undefined> {
  await using writer = openItemWriter(store, toHistoryTableName(store.table))
  try {
    return await withReader(
      store,
      toHistoryTableName(store.table),
      async (reader) => (await dynamodbLeaseTable(reader, writer).read())?.holder,
    )
  } catch (error) {
    if (isMissingTable(error)) return undefined
    throw error
  }
}
