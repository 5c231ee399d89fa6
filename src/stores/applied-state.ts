import type { Endpoints } from '../core/endpoints.js'
import type { StoreName } from '../core/store-name.js'
import { compareSchemas } from './compare-schemas.js'
import type { Ledger } from './migration-store.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'

/** What a store says of its migrations. */
export interface AppliedState {
  readonly ledger: Ledger
  /** The live schema is not the recorded one. */
  readonly drifted: boolean
}

/**
 * Reads ledger and schema of a store as lightly as that store can be read, without its driver where that goes. Rejects
 * where there is no ledger, or it cannot be read so; the store's own `ledger` then knows why.
 */
export function readAppliedState(store: StoreName, endpoints: Endpoints): Promise<AppliedState> {
  return READERS[store](endpoints)
}

const READERS: Readonly<Record<StoreName, (endpoints: Endpoints) => Promise<AppliedState>>> = {
  async postgres({ postgres }) {
    const [{ openPostgresStore }, { findLedger, isDrifted }] = await Promise.all([
      import('./postgres/postgres-store.js'),
      import('./postgres/postgres-ledger.js'),
    ])
    await using store = openPostgresStore(postgres, { maxConnections: 1 })
    const ledger = await findLedger(store.pool)
    // Describing an index waits for whoever has its table locked.
    await store.pool.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '1s'")
    return { ledger: found(ledger), drifted: await isDrifted(store.pool) }
  },
  async dynamodb({ dynamodb }) {
    const [{ openItemReader }, { findLedger, ledgerTable, readSchemaRecord }, { readSchema }] =
      await Promise.all([
        import('./dynamodb/open-item-reader.js'),
        import('./dynamodb/read-ledger.js'),
        import('./dynamodb/read-schema.js'),
      ])
    await using data = await openItemReader(dynamodb)
    await using own = await openItemReader({ ...dynamodb, table: ledgerTable(dynamodb.table) })
    const [ledger, record, live] = await Promise.all([
      findLedger(own),
      readSchemaRecord(own),
      readSchema(data),
    ])
    return { ledger: found(ledger), drifted: differ(record, live) }
  },
  async mongo({ mongo }) {
    const [{ openDocumentReader }, { readLedger, readSchemaRecord }, { readSchema }] = await Promise.all([
      import('./mongo/open-document-reader.js'),
      import('./mongo/read-ledger.js'),
      import('./mongo/read-schema.js'),
    ])
    await using reader = await openDocumentReader(mongo)
    const [ledger, record, live] = await Promise.all([
      readLedger(reader),
      readSchemaRecord(reader),
      readSchema(reader),
    ])
    return { ledger, drifted: differ(record, live) }
  },
}

function differ(record: SchemaRecord | undefined, live: readonly SchemaObject[]): boolean {
  return compareSchemas(record?.objects ?? [], live).length > 0
}

function found(ledger: Ledger | undefined): Ledger {
  if (ledger === undefined) throw new RangeError('There is no ledger')
  return ledger
}
