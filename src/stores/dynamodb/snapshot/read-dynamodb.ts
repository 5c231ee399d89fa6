import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { toCanonicalJson } from '../../canonical-json.js'
import type { PortableMigration, PortableRecord } from '../../contracts/portable-snapshot.js'
import type { Item } from '../client/item-reader.js'
import { toStoredItem } from '../data/to-stored-item.js'
import { toHistoryEntry, toHistoryTableName } from '../migrations/read-history.js'
import { readExport, readExportedItems } from './export-files.js'

/** Reads the items of all tables. Items that belong to no entity have the name of their table as their kind. */
export async function* readDynamodb(
  directory: string,
  entities: EntityRegistry,
): AsyncGenerator<PortableRecord> {
  const tables = await readExport(directory)
  const names = tables.map(({ description }) => description.TableName ?? '')
  for (const table of tables) {
    const name = table.description.TableName ?? ''
    const isHistory = names.some((other) => toHistoryTableName(other) === name)
    // Projects may call their tables differently.
    const label = isHistory ? 'migrations' : 'items'
    const keys = (table.description.KeySchema ?? []).map(({ AttributeName }) => AttributeName ?? '')
    for await (const item of readExportedItems(table)) {
      const { kind, id } = toStoredItem(item, entities)
      yield {
        kind: kind === 'other' || isHistory ? label : kind,
        key: toCanonicalJson(keys.map((key) => item[key])),
        id,
        fields: new Map(Object.entries(item).map(([field, value]) => [field, toCanonicalJson(value)])),
        ...(isHistory ? { migration: toMigration(item) } : {}),
      }
    }
  }
}

function toMigration(item: Item): PortableMigration | null {
  const entry = toHistoryEntry(item)
  return entry && { id: entry.id, outcome: entry.outcome, checksum: entry.checksum }
}
