import type { Lease } from './lease.js'
import type { MigrationHistory, HistoryEntry, MigrationSession } from './migration-store.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'

/** The store's implementation of a session. Each write carries the fencing token of the lease. */
export interface LeasedOperations<Action> extends Pick<MigrationSession<Action>, 'perform' | 'adopt'> {
  readonly readHistory: () => Promise<MigrationHistory>
  readonly readSchema: () => Promise<readonly SchemaObject[]>
  readonly writeEntries: (fence: number, entries: readonly HistoryEntry[]) => Promise<void>
  readonly deleteEntry: (fence: number, id: string) => Promise<void>
  readonly writeSchemaRecord: (fence: number, record: SchemaRecord) => Promise<void>
  /** Called after the lease was released. */
  readonly close?: () => Promise<void>
}

/**
 * Creates the session of a store whose lock is a lease. `empty`: the history was empty just before the lease was
 * acquired.
 */
export function createLeasedSession<Action>(
  lease: Lease,
  empty: boolean,
  operations: LeasedOperations<Action>,
): MigrationSession<Action> {
  const { fence, signal } = lease
  // No other process held the lock since the history was read as empty, so only this session can have written entries.
  let unwritten = empty && lease.isFirst
  return {
    signal,
    readHistory: async () => (unwritten ? { entries: [] } : operations.readHistory()),
    async writeEntries(...entries) {
      unwritten = false
      await operations.writeEntries(fence, entries)
    },
    async deleteEntry(id) {
      unwritten = false
      await operations.deleteEntry(fence, id)
    },
    recordSchema: async (key) =>
      operations.writeSchemaRecord(fence, { key, objects: await operations.readSchema() }),
    perform: async (step, context) => operations.perform(step, context),
    ...(operations.adopt === undefined ? {} : { adopt: operations.adopt }),
    performInTransaction: () => Promise.reject(new TypeError('This store has no transactional DDL')),
    async [Symbol.asyncDispose]() {
      await lease[Symbol.asyncDispose]()
      await operations.close?.()
    },
  }
}
