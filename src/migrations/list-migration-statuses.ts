import type { StoreName } from '../core/store-name.js'
import type { Migration, MigrationStore } from '../stores/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { assessMigrations, type MigrationAssessment, type MigrationState } from './assess-migrations.js'
import { loadMigrationSet, type MigrationSetOptions } from './migration-set.js'
import { describeDrift, type SchemaDrift, findSchemaDrift } from './schema-drift.js'

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
  /** Parts of the live schema that are not as this migration left them. */
  readonly drift?: readonly SchemaDrift[]
}

/** Every migration that a file or a ledger knows, per store in order. Reads only. */
export async function listMigrationStatuses(
  stores: Stores,
  options: MigrationSetOptions = {},
): Promise<readonly MigrationStatus[]> {
  const set = await loadMigrationSet(stores, options)
  const perStore = await Promise.all(
    set.selected.map((store) => listStoreStatuses(set.stores[store], set.migrations[store])),
  )
  return perStore.flat()
}

async function listStoreStatuses(
  store: MigrationStore,
  migrations: readonly Migration[],
): Promise<readonly MigrationStatus[]> {
  const history = await store.readHistory()
  const drift = await findSchemaDrift(store, history, migrations)
  const assessed = assessMigrations(migrations, history.entries)
  const last = assessed.findLast(({ state }) => state === 'applied')?.id
  return assessed.map((found) => {
    const own = drift.filter((each) => (each.migration ?? last) === found.id)
    const wanting = own.some(({ problem }) => problem !== 'extra')
    const lines = [...describeState(found), ...own.map(describeDrift)]
    return {
      store: store.name,
      id: found.id,
      name: found.migration?.name ?? toMigrationName(found.id),
      state: wanting && found.state === 'applied' ? 'changed' : found.state,
      checksum: found.migration?.checksum ?? found.entry?.checksum ?? '',
      appliedAt: (found.entry?.outcome === 'applied' && found.entry.finishedAt) || null,
      ...(lines.length === 0 ? {} : { detail: lines.join('; ') }),
      ...(own.length === 0 ? {} : { drift: own }),
    }
  })
}

function toMigrationName(id: string): string {
  return id.replace(/^.*\//, '').replace(/^\d+-/, '').replaceAll(/[-_]/g, ' ')
}

function describeState({ state, entry, outOfOrder }: MigrationAssessment): readonly string[] {
  if (outOfOrder) return ['a later one is applied (--allow-out-of-order)']
  if (state === 'changed') return [`the file changed; it ran as ${entry?.checksum.slice(0, 12)}`]
  if (state === 'missing') return ['its file is gone']
  if (state !== 'failed' || entry === undefined) return entry?.baseline ? ['baseline'] : []
  const where = `${entry.done.length} of ${entry.stepCount} steps ${entry.direction === 'up' ? 'done' : 'back'}`
  return [entry.error === undefined ? `${where}, then cut off` : `${where}: ${entry.error}`]
}
