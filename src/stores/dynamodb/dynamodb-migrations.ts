import { breakLease, takeLease } from '../lease.js'
import { leasedSession } from '../leased-session.js'
import type { LockHolder, LockOptions, MigrationSession, MigrationStore } from '../migration-store.js'
import { compileDynamodb } from './compile-dynamodb.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { createLedger, deleteEntry, withLedger, writeEntry, writeSchemaRecord } from './dynamodb-ledger.js'
import { dynamodbLeaseTable } from './dynamodb-lease-table.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { isMissingTable } from './is-missing-table.js'
import type { ItemReader } from './item-reader.js'
import { openItemWriter } from './item-writer.js'
import { openItemReader } from './open-item-reader.js'
import { performDynamodbAction } from './perform-dynamodb-action.js'
import { findLedger, ledgerTable, readSchemaRecord } from './read-ledger.js'
import { readSchema } from './read-schema.js'
import { reviewDynamodb } from './review-dynamodb.js'

/** Migrations of DynamoDB: ledger and lock are items of a table of their own, and each step stands for itself. */
export function dynamodbMigrations(store: DynamodbStore): MigrationStore<DynamodbAction> {
  const own = ledgerTable(store.table)
  /** What was seen without the lock, so that taking it need not look again. */
  let missing = false
  return {
    name: 'dynamodb',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileDynamodb,
    async ledger() {
      const found = await reading(store, own, findLedger)
      missing = found === undefined
      return found ?? { entries: [] }
    },
    schema: async () => reading(store, store.table, readSchema),
    recordedSchema: async () => reading(store, own, readSchemaRecord),
    review: (steps) => reviewDynamodb(store, steps),
    lint: () => [],
    holder: async () => holder(store),
    async unlock() {
      if ((await holder(store)) === undefined) return
      await using writer = openItemWriter(store, own)
      await reading(store, own, async (reader) => breakLease(dynamodbLeaseTable(reader, writer)))
    },
    lock: async (options) => lock(store, options, missing),
  }
}

async function lock(
  store: DynamodbStore,
  options: LockOptions,
  missing: boolean,
): Promise<MigrationSession<DynamodbAction>> {
  const { signal: patient = new AbortController().signal } = options
  const own = ledgerTable(store.table)
  const reader = await openItemReader({ ...store.endpoint, table: own }, store)
  const writer = openItemWriter(store, own)
  const end = async (): Promise<void> => {
    await writer[Symbol.asyncDispose]()
    await reader[Symbol.asyncDispose]()
  }
  try {
    if (missing) await createLedger(store)
    const table = dynamodbLeaseTable(reader, writer)
    const lease = await withLedger(store, patient, async () => takeLease(table, options, missing))
    const patience = { timeoutMs: options.statementTimeoutMs, signal: lease.signal }
    return leasedSession(lease, missing, {
      ledger: async () => (await findLedger(reader)) ?? { entries: [] },
      schema: async () => reading(store, store.table, readSchema),
      record: async (fence, entry) => writeEntry(writer, fence, entry),
      forget: async (fence, id) => deleteEntry(writer, fence, id),
      recordSchema: async (fence, record) => writeSchemaRecord(writer, fence, record),
      perform: async (step, context) => performDynamodbAction(store, step, context, patience),
      end,
    })
  } catch (error) {
    await end()
    throw error
  }
}

async function reading<T>(
  store: DynamodbStore,
  table: string,
  read: (reader: ItemReader) => Promise<T>,
): Promise<T> {
  await using reader = await openItemReader({ ...store.endpoint, table }, store)
  return await read(reader)
}

async function holder(store: DynamodbStore): Promise<LockHolder | undefined> {
  await using writer = openItemWriter(store, ledgerTable(store.table))
  try {
    return await reading(
      store,
      ledgerTable(store.table),
      async (reader) => (await dynamodbLeaseTable(reader, writer).read())?.holder,
    )
  } catch (error) {
    if (isMissingTable(error)) return undefined
    throw error
  }
}
