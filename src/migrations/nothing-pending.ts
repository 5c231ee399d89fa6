import type { Endpoints } from '../core/endpoints.js'
import { STORE_NAMES } from '../core/store-name.js'
import { readLedgerPlainly } from '../stores/plain-ledger.js'
import type { SetOptions } from './migration-set.js'
import { migrationFolders } from './migration-folder.js'
import { readFolder } from './read-folder.js'
import { schemaKey } from './schema-drift.js'

/**
 * Whether the ledgers say that exactly these files were applied, so that a run would do nothing. Loads no driver where
 * the stores can do without. False whenever that is not certain: the run itself finds out and tells why.
 */
export async function nothingPending(endpoints: Endpoints, options: SetOptions): Promise<boolean> {
  const chosen = STORE_NAMES.filter((name) => options.only?.includes(name) ?? true)
  try {
    const [files, ...ledgers] = await Promise.all([
      Promise.all(migrationFolders(options.folders).map(readFolder)),
      ...chosen.map(async (store) => ({ store, ledger: await readLedgerPlainly(store, endpoints) })),
    ])
    return ledgers.every(({ store, ledger }) => {
      const sources = files.flat().filter((source) => source.store === store)
      const applied = new Map(
        ledger.entries
          .filter(({ outcome }) => outcome === 'applied')
          .map(({ id, checksum }) => [id, checksum]),
      )
      return (
        applied.size === ledger.entries.length &&
        applied.size === sources.length &&
        sources.every(({ id, checksum }) => applied.get(id) === checksum) &&
        ledger.schemaKey === schemaKey(ledger)
      )
    })
  } catch {
    return false
  }
}
