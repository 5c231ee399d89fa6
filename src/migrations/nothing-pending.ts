import type { Endpoints } from '../core/endpoints.js'
import { STORE_NAMES } from '../core/store-name.js'
import { readAppliedState } from '../stores/applied-state.js'
import type { SetOptions } from './migration-set.js'
import { migrationFolders } from './migration-folder.js'
import { readFolder } from './read-folder.js'
import { schemaKey } from './schema-drift.js'

/**
 * Whether the ledgers say that exactly these files were applied and the live schemas are as they were left, so that a run
 * would do nothing and have nothing to say. Loads no driver where
 * the stores can do without. False whenever that is not certain: the run itself finds out and tells why.
 */
export async function nothingPending(endpoints: Endpoints, options: SetOptions): Promise<boolean> {
  const chosen = STORE_NAMES.filter((name) => options.only?.includes(name) ?? true)
  try {
    const [files, ...states] = await Promise.all([
      Promise.all(migrationFolders(options.folders).map(readFolder)),
      ...chosen.map(async (store) => ({ store, ...(await readAppliedState(store, endpoints)) })),
    ])
    return states.every(({ store, ledger, drifted }) => {
      const sources = files.flat().filter((source) => source.store === store)
      const applied = new Map(
        ledger.entries
          .filter(({ outcome }) => outcome === 'applied')
          .map(({ id, checksum }) => [id, checksum]),
      )
      return (
        !drifted &&
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
