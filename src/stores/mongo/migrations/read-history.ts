import type { MigrationHistory, HistoryEntry } from '../../contracts/migration-store.js'
import type { SchemaRecord } from '../../contracts/schema-object.js'
import type { DocumentReader } from '../client/document-reader.js'

/** The collection of the history and the lock. */
export const HISTORY_COLLECTION = 'homemanager_migrations'

export interface HistoryEntryDocument {
  readonly _id: string
  readonly kind: 'migration'
  readonly fence: number
  readonly entry: Omit<HistoryEntry, 'id'>
}

export interface SchemaDocument {
  readonly _id: 'schema'
  readonly kind: 'schema'
  readonly fence: number
  readonly key: string
  /** A JSON string, since the keys of the schema contain MongoDB operators. */
  readonly record: string
}

/** Reads the history; empty if the database was never migrated. */
export async function readHistory(reader: DocumentReader): Promise<MigrationHistory> {
  const documents = await reader.find<HistoryEntryDocument | SchemaDocument>(HISTORY_COLLECTION, {
    filter: { kind: { $in: ['migration', 'schema'] } },
    projection: { record: 0 },
    sort: { _id: 1 },
  })
  const entries = documents.flatMap((each) =>
    each.kind === 'migration' ? [{ ...each.entry, id: each._id }] : [],
  )
  const schema = documents.find((each) => each.kind === 'schema')
  return { entries, ...(schema === undefined ? {} : { schemaKey: schema.key }) }
}

/** Reads the schema that the last run recorded, if any. */
export async function readSchemaRecord(reader: DocumentReader): Promise<SchemaRecord | undefined> {
  const [found] = await reader.find<SchemaDocument>(HISTORY_COLLECTION, {
    filter: { _id: 'schema' },
    limit: 1,
  })
  if (found === undefined) return undefined
  const record: SchemaRecord = JSON.parse(found.record)
  return record
}
