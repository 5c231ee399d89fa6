import type { Endpoints } from '../core/endpoints.js'
import type { StoreName } from '../core/store-name.js'
import type { Ledger, LedgerEntry } from './migration-store.js'

/**
 * Reads the ledger of a store as lightly as that store can be read, without its driver where that goes. Rejects where
 * there is no ledger, or it cannot be read so; the store's own `ledger` then knows why.
 */
export function readLedgerPlainly(store: StoreName, endpoints: Endpoints): Promise<Ledger> {
  return READERS[store](endpoints)
}

const READERS: Readonly<Record<StoreName, (endpoints: Endpoints) => Promise<Ledger>>> = {
  async postgres({ postgres }) {
    const [{ openPostgresStore }, { readLedger }] = await Promise.all([
      import('./postgres/postgres-store.js'),
      import('./postgres/postgres-ledger.js'),
    ])
    await using store = openPostgresStore(postgres, { maxConnections: 1 })
    return await readLedger(store.pool)
  },
  async dynamodb({ dynamodb }) {
    const { openItemReader } = await import('./dynamodb/item-reader.js')
    await using reader = await openItemReader({ ...dynamodb, table: `${dynamodb.table}-migrations` })
    const { Items = [], LastEvaluatedKey } = await reader.query({
      KeyConditionExpression: 'PK = :pk',
      ProjectionExpression: 'SK, entry, schema_key',
      ExpressionAttributeValues: { ':pk': { S: 'MIGRATION' } },
      ConsistentRead: true,
    })
    if (LastEvaluatedKey !== undefined) throw new RangeError('The ledger is longer than a page')
    const entries = Items.flatMap(({ SK, entry }) =>
      entry?.S === undefined
        ? []
        : [{ ...(JSON.parse(entry.S) as Omit<LedgerEntry, 'id'>), id: SK?.S ?? '' }],
    )
    return withSchemaKey(
      entries,
      Items.find(({ schema_key: key }) => key?.S !== undefined)?.['schema_key']?.S,
    )
  },
  async mongo({ mongo }) {
    const { openDocumentReader } = await import('./mongo/open-document-reader.js')
    await using reader = await openDocumentReader(mongo)
    const documents = await reader.find<LedgerDocument>('homemanager_migrations', {
      filter: { kind: { $in: ['migration', 'schema'] } },
    })
    const entries = documents.flatMap(({ _id: id, entry }) => (entry ? [{ ...entry, id }] : []))
    return withSchemaKey(entries, documents.find(({ kind }) => kind === 'schema')?.key)
  },
}

interface LedgerDocument {
  readonly _id: string
  readonly kind: 'migration' | 'schema'
  readonly entry?: Omit<LedgerEntry, 'id'>
  readonly key?: string
}

function withSchemaKey(entries: readonly LedgerEntry[], schemaKey: string | undefined): Ledger {
  return { entries, ...(schemaKey === undefined ? {} : { schemaKey }) }
}
