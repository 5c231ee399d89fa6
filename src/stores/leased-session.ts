import type { Lease } from './lease.js'
import type { MigrationHistory, HistoryEntry, MigrationSession } from './migration-store.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'

/** How a store does what a session asks for; each write carries the fence of the lease. */
export interface LeasedOperations<Action> extends Pick<MigrationSession<Action>, 'perform'> {
  readonly readHistory: () => Promise<MigrationHistory>
  readonly readSchema: () => Promise<readonly SchemaObject[]>
  readonly writeEntry: (fence: number, entry: HistoryEntry) => Promise<void>
  readonly deleteEntry: (fence: number, id: string) => Promise<void>
  readonly writeSchemaRecord: (fence: number, record: SchemaRecord) => Promise<void>
  /** Once the lease is given back. */
  readonly close?: () => Promise<void>
}

/** The session of a store whose lock is a lease. `empty`: just before the lease was taken the ledger had nothing. */
export function createLeasedSession<Action>(
  lease: Lease,
  empty: boolean,
  work: LeasedOperations<Action>,
): MigrationSession<Action> {
  const { fence, signal } = lease
  // Nobody had the lock since the ledger was empty: what there is of it is what this session writes.
  let untouched = empty && lease.isFirst
  return {
    signal,
    readHistory: async () => (untouched ? { entries: [] } : work.readHistory()),
    async writeEntry(entry) {
      untouched = false
      await work.writeEntry(fence, entry)
    },
    async deleteEntry(id) {
      untouched = false
      await work.deleteEntry(fence, id)
    },
    recordSchema: async (key) => work.writeSchemaRecord(fence, { key, objects: await work.readSchema() }),
    perform: async (step, context) => work.perform(step, context),
    performInTransaction: () => Promise.reject(new TypeError('This store has no transactional DDL')),
    async [Symbol.asyncDispose]() {
      await lease[Symbol.asyncDispose]()
      await work.close?.()
    },
  }
}
