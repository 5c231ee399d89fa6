import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { toCanonicalJson } from '../../canonical-json.js'
import type { PortableMigration, PortableRecord } from '../../contracts/portable-snapshot.js'
import type { Item } from '../client/item-reader.js'
import { toStoredItem } from '../data/to-stored-item.js'
import { toHistoryEntry } from '../migrations/read-history.js'
import { type ExportedTable, readExport, readExportedItems } from './export-files.js'

/** Projects may call these tables differently. */
const ITEMS = 'items'
const MIGRATIONS = 'migrations'

/**
 * Reads the items of all tables. Items of the todo table that belong to no entity are `items`; those of the project's own tables
 * have the name of their table as their kind.
 */
export async function* readDynamodb(
  directory: string,
  entities: EntityRegistry,
): AsyncGenerator<PortableRecord> {
  const { tables } = await readExport(directory)
  for (const table of tables) {
    const identify = createIdentify(table, entities)
    const keys = (table.description.KeySchema ?? []).map(({ AttributeName }) => AttributeName ?? '')
    for await (const item of readExportedItems(table)) {
      const key = keys.map((name) => item[name])
      yield {
        ...identify(item, key),
        key: toCanonicalJson(key),
        fields: new Map(Object.entries(item).map(([field, value]) => [field, toCanonicalJson(value)])),
        ...(table.role === 'migrations' ? { migration: toMigration(item) } : {}),
      }
    }
  }
}

type Identify = (
  item: Item,
  key: readonly (Item[string] | undefined)[],
) => Pick<PortableRecord, 'kind' | 'id'>

function createIdentify({ name, role }: ExportedTable, entities: EntityRegistry): Identify {
  if (role === 'own') {
    const kind = toOwnKind(name, entities)
    return (_, key) => ({
      kind,
      id: key.map((value) => value?.S ?? value?.N ?? toCanonicalJson(value)).join('|'),
    })
  }
  return (item) => {
    const { kind, id } = toStoredItem(item, entities)
    if (role === 'migrations') return { kind: MIGRATIONS, id }
    return { kind: kind === 'other' ? ITEMS : kind, id }
  }
}

/** Distinguishes a table from the records of an entity of the same name. */
function toOwnKind(name: string, entities: EntityRegistry): string {
  const taken = [ITEMS, MIGRATIONS, ...entities.all.map(({ plural }) => plural)]
  return taken.includes(name) ? `table ${name}` : name
}

function toMigration(item: Item): PortableMigration | null {
  const entry = toHistoryEntry(item)
  return entry && { id: entry.id, outcome: entry.outcome, checksum: entry.checksum }
}
