import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { Migration, MigrationStore } from '../stores/migration-store.js'
import { migrationFolders } from './migration-folder.js'
import { readFolder } from './read-folder.js'

/** All migrations of all stores, in the order in which each store applies them. */
export async function loadHistory(
  stores: Readonly<Record<StoreName, MigrationStore>>,
  folders?: Readonly<Partial<Record<StoreName, string>>>,
): Promise<Readonly<Record<StoreName, readonly Migration[]>>> {
  const read = await Promise.all(migrationFolders(folders).map(readFolder))
  const of = (name: StoreName): readonly Migration[] =>
    read.flat().flatMap((source) => (source.store === name ? [stores[name].compile(source)] : []))
  const [postgres, dynamodb, mongo] = [of('postgres'), of('dynamodb'), of('mongo')]
  return { postgres, dynamodb, mongo } satisfies Record<(typeof STORE_NAMES)[number], unknown>
}
