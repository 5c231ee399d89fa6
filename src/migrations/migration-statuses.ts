import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { migrationStores } from '../stores/migration-stores.js'
import type { Stores } from '../stores/stores.js'
import { assess, type MigrationState } from './assess.js'
import { loadHistory } from './history.js'

/** One line of `migrate status`. */
export interface MigrationStatus {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  readonly state: MigrationState
  /** Of the file; of the ledger where the file is missing. */
  readonly checksum: string
  /** ISO 8601 in UTC; null until it is applied. */
  readonly appliedAt: string | null
  /** What is wrong, in words, and where it stopped. */
  readonly detail?: string
}

export interface StatusOptions {
  readonly folders?: Readonly<Partial<Record<StoreName, string>>>
  readonly only?: readonly StoreName[]
}

/** Every migration that a file or a ledger knows, per store in order. Reads only. */
export async function migrationStatuses(
  stores: Stores,
  options: StatusOptions = {},
): Promise<readonly MigrationStatus[]> {
  const all = migrationStores(stores)
  const history = await loadHistory(all, options.folders)
  const chosen = STORE_NAMES.filter((name) => options.only?.includes(name) ?? true)
  const perStore = await Promise.all(
    chosen.map(async (store) =>
      assess(history[store], await all[store].ledger()).map((found) => ({
        store,
        id: found.id,
        name: found.migration?.name ?? nameOf(found.id),
        state: found.state,
        checksum: found.migration?.checksum ?? found.entry?.checksum ?? '',
        appliedAt: (found.entry?.outcome === 'applied' && found.entry.finishedAt) || null,
        ...detail(found),
      })),
    ),
  )
  return perStore.flat()
}

function nameOf(id: string): string {
  return id.replace(/^.*\//, '').replace(/^\d+-/, '').replaceAll(/[-_]/g, ' ')
}

function detail(found: ReturnType<typeof assess>[number]): { readonly detail?: string } {
  const { state, entry, outOfOrder } = found
  if (outOfOrder) return { detail: 'a later one is applied (--allow-out-of-order)' }
  if (state === 'changed') return { detail: `ran as ${entry?.checksum.slice(0, 12)}` }
  if (state === 'missing') return { detail: 'its file is gone' }
  if (state !== 'failed' || entry === undefined) return {}
  const where = `${entry.done.length} of ${entry.stepCount} steps ${entry.direction === 'up' ? 'done' : 'back'}`
  return { detail: entry.error === undefined ? `${where}, then cut off` : `${where}: ${entry.error}` }
}
