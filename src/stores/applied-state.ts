import type { Endpoints } from '../core/endpoints.js'
import type { StoreName } from '../core/store-name.js'
import { compareSchemas } from './contracts/compare-schemas.js'
import type { MigrationHistory } from './contracts/migration-store.js'
import type { SchemaObject, SchemaRecord } from './contracts/schema-object.js'

/** The migration state of a store. */
export interface AppliedState {
  readonly history: MigrationHistory
  /** The live schema differs from the recorded one. */
  readonly drifted: boolean
}

/**
 * Reads the migration history and the schema of a store, without loading its client library where possible. Rejects if
 * there is no history or it cannot be read this way; `MigrationStore.readHistory` then reports the reason.
 */
export function readAppliedState(store: StoreName, endpoints: Endpoints): Promise<AppliedState> {
  return STATE_READERS[store](endpoints)
}

const STATE_READERS: Readonly<Record<StoreName, (endpoints: Endpoints) => Promise<AppliedState>>> = {
  async postgres({ postgres }) {
    const [{ openPostgresStore }, { findHistory, hasSchemaDrifted }] = await Promise.all([
      import('./postgres/postgres-store.js'),
      import('./postgres/postgres-history.js'),
    ])
    await using store = openPostgresStore(postgres, { maxConnections: 1 })
    const history = await findHistory(store.pool)
    // Describing an index blocks while another session has its table locked.
    await store.pool.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '1s'")
    return { history: requireHistory(history), drifted: await hasSchemaDrifted(store.pool) }
  },
  async dynamodb({ dynamodb }) {
    const [{ openItemReader }, { findHistory, readSchemaRecord, toHistoryTableName }, { readSchema }] =
      await Promise.all([
        import('./dynamodb/open-item-reader.js'),
        import('./dynamodb/read-history.js'),
        import('./dynamodb/read-schema.js'),
      ])
    await using reader = await openItemReader(dynamodb)
    await using historyReader = await openItemReader({
      ...dynamodb,
      table: toHistoryTableName(dynamodb.table),
    })
    const [history, record, live] = await Promise.all([
      findHistory(historyReader),
      readSchemaRecord(historyReader),
      readSchema(reader),
    ])
    return { history: requireHistory(history), drifted: schemasDiffer(record, live) }
  },
  async mongo({ mongo }) {
    const [{ openDocumentReader }, { readHistory, readSchemaRecord }, { readSchema }] = await Promise.all([
      import('./mongo/open-document-reader.js'),
      import('./mongo/read-history.js'),
      import('./mongo/read-schema.js'),
    ])
    await using reader = await openDocumentReader(mongo)
    const [history, record, live] = await Promise.all([
      readHistory(reader),
      readSchemaRecord(reader),
      readSchema(reader),
    ])
    return { history, drifted: schemasDiffer(record, live) }
  },
}

function schemasDiffer(record: SchemaRecord | undefined, live: readonly SchemaObject[]): boolean {
  return compareSchemas(record?.objects ?? [], live).length > 0
}

function requireHistory(history: MigrationHistory | undefined): MigrationHistory {
  if (history === undefined) throw new RangeError('The store has no migration history')
  return history
}
