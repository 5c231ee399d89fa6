import { deserialize, type Document } from 'bson'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import type { PortableMigration, PortableRecord } from '../../contracts/portable-snapshot.js'
import { formatExtendedJson } from '../extended-json/format-extended-json.js'
import { HISTORY_COLLECTION, type HistoryEntryDocument } from '../migrations/read-history.js'
import { readBsonFile, readDump } from './mongodump-files.js'

/** Reads the documents of all collections. */
export async function* readMongo(
  directory: string,
  entities: EntityRegistry,
): AsyncGenerator<PortableRecord> {
  for (const { name, type, file } of await readDump(directory)) {
    if (type === 'view') continue
    const entity = entities.ofStore('mongo').find(({ place }) => place.collection === name)
    for await (const bytes of readBsonFile(`${file}.bson`)) {
      const document = deserialize(bytes, { promoteValues: false, bsonRegExp: true })
      const fields = new Map(
        Object.entries(document).map(([field, value]) => [field, formatExtendedJson(value, { typed: true })]),
      )
      const key = fields.get('_id') ?? ''
      const { _id: id } = document
      const record = {
        kind: entity?.plural ?? name,
        key,
        id: typeof id === 'string' ? id : formatExtendedJson(id),
        fields,
      }
      yield name === HISTORY_COLLECTION ? { ...record, migration: toMigration(document) } : record
    }
  }
}

function toMigration(document: Document): PortableMigration | null {
  if (document.kind !== 'migration') return null
  const { _id: id, entry } = document as HistoryEntryDocument
  return { id, outcome: entry.outcome, checksum: entry.checksum }
}
