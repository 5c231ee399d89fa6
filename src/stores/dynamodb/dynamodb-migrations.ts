import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { breakLease, type LeaseTable, takeLease } from '../lease.js'
import type { LockHolder, MigrationSession, MigrationStore } from '../migration-store.js'
import { compileDynamodb } from './compile-dynamodb.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { createLedger, deleteEntry, withLedger, writeEntry, writeSchemaRecord } from './dynamodb-ledger.js'
import { dynamodbLeaseTable } from './dynamodb-lease-table.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type ItemReader, openItemReader } from './item-reader.js'
import { performDynamodbAction } from './perform-dynamodb-action.js'
import { findLedger, ledgerTable, readSchemaRecord } from './read-ledger.js'
import { readSchema } from './read-schema.js'
import { reviewDynamodb } from './review-dynamodb.js'

/** Migrations of DynamoDB: ledger and lock are items of a table of their own, and each step stands for itself. */
export function dynamodbMigrations(store: DynamodbStore): MigrationStore<DynamodbAction> {
  const table = dynamodbLeaseTable(store)
  /** What was seen without the lock, so that taking it need not look again. */
  let missing = false
  return {
    name: 'dynamodb',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileDynamodb,
    async ledger() {
      const found = await reading(store, ledgerTable(store.table), findLedger)
      missing = found === undefined
      return found ?? { entries: [] }
    },
    schema: async () => reading(store, store.table, readSchema),
    recordedSchema: async () => reading(store, ledgerTable(store.table), readSchemaRecord),
    review: (steps) => reviewDynamodb(store, steps),
    lint: () => [],
    holder: () => holder(table),
    unlock: async () => {
      if (await holder(table)) await breakLease(table)
    },
    async lock(options): Promise<MigrationSession<DynamodbAction>> {
      const { signal: patient = new AbortController().signal } = options
      if (missing) await createLedger(store)
      const lease = await withLedger(store, patient, async () => takeLease(table, options, missing))
      // Nobody had the lock before us, and there was no ledger: what there is of it is what this session writes.
      let untouched = missing && lease.fence === 1
      const touch = <T>(write: Promise<T>): Promise<T> => {
        untouched = false
        return write
      }
      const { signal } = lease
      const patience = { timeoutMs: options.statementTimeoutMs, signal }
      return {
        signal,
        ledger: async () =>
          (untouched ? undefined : await reading(store, ledgerTable(store.table), findLedger)) ?? {
            entries: [],
          },
        record: (entry) => touch(writeEntry(store, lease.fence, entry)),
        forget: (id) => touch(deleteEntry(store, lease.fence, id)),
        recordSchema: async (key) =>
          writeSchemaRecord(store, lease.fence, {
            key,
            objects: await reading(store, store.table, readSchema),
          }),
        perform: (step, context) => performDynamodbAction(store, step, context, patience),
        performTogether: () => Promise.reject(new TypeError('DynamoDB has no transactional DDL')),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
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

async function holder(table: LeaseTable): Promise<LockHolder | undefined> {
  try {
    return (await table.read())?.holder
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}
