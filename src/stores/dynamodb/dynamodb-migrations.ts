import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { breakLease, type LeaseTable, takeLease } from '../lease.js'
import type { LockHolder, MigrationSession, MigrationStore } from '../migration-store.js'
import { compileDynamodb } from './compile-dynamodb.js'
import type { DynamodbAction } from './dynamodb-action.js'
import {
  createLedger,
  deleteEntry,
  readLedger,
  readLedgerIfAny,
  readSchemaRecord,
  writeEntry,
  writeSchemaRecord,
} from './dynamodb-ledger.js'
import { dynamodbLeaseTable } from './dynamodb-lease-table.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { performDynamodbAction } from './perform-dynamodb-action.js'
import { readSchema } from './read-schema.js'
import { reviewDynamodb } from './review-dynamodb.js'

/** Migrations of DynamoDB: ledger and lock are items of a table of their own, and each step stands for itself. */
export function dynamodbMigrations(store: DynamodbStore): MigrationStore<DynamodbAction> {
  const table = dynamodbLeaseTable(store)
  return {
    name: 'dynamodb',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileDynamodb,
    ledger: () => readLedgerIfAny(store),
    schema: () => readSchema(store),
    recordedSchema: () => readSchemaRecord(store),
    review: (steps) => reviewDynamodb(store, steps),
    lint: () => [],
    holder: () => holder(table),
    unlock: async () => {
      if (await holder(table)) await breakLease(table)
    },
    async lock(options): Promise<MigrationSession<DynamodbAction>> {
      await createLedger(store, options.signal ?? new AbortController().signal)
      const lease = await takeLease(table, options)
      const { signal } = lease
      const patience = { timeoutMs: options.statementTimeoutMs, signal }
      return {
        signal,
        ledger: () => readLedger(store),
        record: (entry) => writeEntry(store, lease.fence, entry),
        forget: (id) => deleteEntry(store, lease.fence, id),
        recordSchema: (record) => writeSchemaRecord(store, lease.fence, record),
        perform: (step, context) => performDynamodbAction(store, step, context, patience),
        performTogether: () => Promise.reject(new TypeError('DynamoDB has no transactional DDL')),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
  }
}

async function holder(table: LeaseTable): Promise<LockHolder | undefined> {
  try {
    return (await table.read())?.holder
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}
