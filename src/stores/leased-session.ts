import type { Lease } from './lease.js'
import type { Ledger, LedgerEntry, MigrationSession } from './migration-store.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'

/** How a store does what a session asks for; each write carries the fence of the lease. */
export interface LeasedWork<Action> extends Pick<MigrationSession<Action>, 'perform'> {
  readonly ledger: () => Promise<Ledger>
  readonly schema: () => Promise<readonly SchemaObject[]>
  readonly record: (fence: number, entry: LedgerEntry) => Promise<void>
  readonly forget: (fence: number, id: string) => Promise<void>
  readonly recordSchema: (fence: number, record: SchemaRecord) => Promise<void>
  /** Once the lease is given back. */
  readonly end?: () => Promise<void>
}

/** The session of a store whose lock is a lease. `empty`: just before the lease was taken the ledger had nothing. */
export function leasedSession<Action>(
  lease: Lease,
  empty: boolean,
  work: LeasedWork<Action>,
): MigrationSession<Action> {
  const { fence, signal } = lease
  // Nobody had the lock since the ledger was empty: what there is of it is what this session writes.
  let untouched = empty && lease.first
  return {
    signal,
    ledger: async () => (untouched ? { entries: [] } : work.ledger()),
    async record(entry) {
      untouched = false
      await work.record(fence, entry)
    },
    async forget(id) {
      untouched = false
      await work.forget(fence, id)
    },
    recordSchema: async (key) => work.recordSchema(fence, { key, objects: await work.schema() }),
    perform: async (step, context) => work.perform(step, context),
    performTogether: () => Promise.reject(new TypeError('This store has no transactional DDL')),
    async [Symbol.asyncDispose]() {
      await lease[Symbol.asyncDispose]()
      await work.end?.()
    },
  }
}
