import { breakLease, acquireLease } from '../../contracts/lease.js'
import { createLeasedSession } from '../../contracts/leased-session.js'
import type {
  LockHolder,
  LockOptions,
  MigrationSession,
  MigrationStore,
} from '../../contracts/migration-store.js'
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
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isMissingTable } from '../client/is-missing-table.js'
import type { ItemReader } from '../client/item-reader.js'
import { openItemWriter } from '../client/item-writer.js'
import { openItemReader } from '../client/open-item-reader.js'
import { adoptStep } from '../own-tables/recorded-tables.js'
import { performDynamodbAction } from './perform-dynamodb-action.js'
import { findHistory, toHistoryTableName, readSchemaRecord } from './read-history.js'
import { readSchema } from './read-schema.js'
import { reviewDynamodb } from './review-dynamodb.js'

/** Migrations of DynamoDB. History and lock are items of a separate table; steps are not transactional. */
export function dynamodbMigrationStore(store: DynamodbStore): MigrationStore<DynamodbAction> {
  const historyTable = toHistoryTableName(store.table)
  /**
   * Whether the last read without the lock found no history table, so that acquiring the lock need not read it again.
   */
  let missing = false
  return {
    name: 'dynamodb',
    capabilities: store.capabilities,
    hosts: store.hosts,
    identify: () => store.identify(),
    compile: compileDynamodb,
    async readHistory() {
      const found = await withReader(store, historyTable, findHistory)
      missing = found === undefined
      return found ?? { entries: [] }
    },
    readSchema: async () => readSchema(store.endpoint, store),
    readRecordedSchema: async () =>
      withReader(store, historyTable, async (reader) => readSchemaRecord(reader, store.table)),
    review: (steps, options) => reviewDynamodb(store, steps, options),
    lint: () => [],
    getLockHolder: async () => getLockHolder(store),
    async unlock() {
      if ((await getLockHolder(store)) === undefined) return
      await using writer = openItemWriter(store, historyTable)
      await withReader(store, historyTable, async (reader) => breakLease(dynamodbLeaseTable(reader, writer)))
    },
    lock: async (options) => acquireLock(store, options, missing),
  }
}

async function acquireLock(
  store: DynamodbStore,
  options: LockOptions,
  missing: boolean,
): Promise<MigrationSession<DynamodbAction>> {
  const { signal = new AbortController().signal } = options
  const historyTable = toHistoryTableName(store.table)
  const reader = await openItemReader({ ...store.endpoint, table: historyTable }, store)
  const writer = openItemWriter(store, historyTable)
  const close = async (): Promise<void> => {
    await writer[Symbol.asyncDispose]()
    await reader[Symbol.asyncDispose]()
  }
  try {
    if (missing) await createHistoryTable(store)
    const table = dynamodbLeaseTable(reader, writer)
    const lease = await withHistoryTable(store, signal, async () => acquireLease(table, options, missing))
    const timeoutMs = options.statementTimeoutMs
    return createLeasedSession(lease, missing, {
      readHistory: async () => (await findHistory(reader)) ?? { entries: [] },
      readSchema: async () => readSchema(store.endpoint, store),
      async writeEntries(fence, entries) {
        for (const entry of entries) await writeHistoryEntry(writer, fence, entry)
      },
      deleteEntry: async (fence, id) => deleteHistoryEntry(writer, fence, id),
      writeSchemaRecord: async (fence, record) => writeSchemaRecord(writer, fence, record, store.table),
      adopt: async ({ action }) => adoptStep(store, action),
      perform: async (step, context) => performDynamodbAction(store, step, context, timeoutMs),
      close,
    })
  } catch (error) {
    await close()
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
