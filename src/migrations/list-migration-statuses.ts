import type { StoreName } from '../core/store-name.js'
import type { Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { assessMigrations, type MigrationAssessment, type MigrationState } from './assess-migrations.js'
import { loadMigrationSet, type MigrationSetOptions } from './migration-set.js'
import { changedNothing } from './changed-nothing.js'
import { findSameNumber, OUT_OF_ORDER, suggestNumber } from './list-pending-migrations.js'
import { describeDrift, type SchemaDrift, findSchemaDrift } from './schema-drift.js'

/** The status of one migration. */
export interface MigrationStatus {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  readonly state: MigrationState
  /** The checksum of the file, or of the history entry if the file is missing. */
  readonly checksum: string
  /** ISO 8601 in UTC; null if the migration is not applied. */
  readonly appliedAt: string | null
  /** Description of the problem, including the step that failed. */
  readonly detail?: string
  /** What to do before the next run: the place of the file in the order is not clear. */
  readonly suggestion?: string
  /** Objects of the live schema that were changed since this migration. */
  readonly drift?: readonly SchemaDrift[]
}

/** Lists all migrations that have a file or a history entry, per store in order. Read-only. */
export async function listMigrationStatuses(
  stores: Stores,
  options: MigrationSetOptions = {},
): Promise<readonly MigrationStatus[]> {
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
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
  const assessments = assessMigrations(migrations, history.entries)
  const last = assessments.findLast(({ state }) => state === 'applied')?.id
  return assessments.map((assessment) => {
    const { id, state, migration, entry } = assessment
    const migrationDrift = drift.filter((each) => (each.migration ?? last) === id)
    const changed = migrationDrift.some(({ problem }) => problem !== 'extra')
    const order = describeOrder(assessment, assessments)
    const lines = [
      ...(order === undefined ? [] : [order.detail]),
      ...(migration?.empty === undefined ? [] : [`no ${migration.empty} yet`]),
      ...describeState(store, assessment),
      ...migrationDrift.filter((each) => each.migration !== undefined).map(describeDrift),
    ]
    return {
      store: store.name,
      id,
      name: migration?.name ?? toMigrationName(id),
      state: changed && state === 'applied' ? 'changed' : state,
      checksum: migration?.checksum ?? entry?.checksum ?? '',
      appliedAt: (entry?.outcome === 'applied' && entry.finishedAt) || null,
      ...(lines.length === 0 ? {} : { detail: lines.join('; ') }),
      ...(order === undefined ? {} : { suggestion: order.suggestion }),
      ...(migrationDrift.length === 0 ? {} : { drift: migrationDrift }),
    }
  })
}

function toMigrationName(id: string): string {
  return id.replace(/^.*\//, '').replace(/^\d+-/, '').replaceAll(/[-_]/g, ' ')
}

/** Why the place of a migration in the order is not clear, if it is to be applied. */
function describeOrder(
  { id, state, migration, outOfOrder }: MigrationAssessment,
  assessments: readonly MigrationAssessment[],
): { readonly detail: string; readonly suggestion: string } | undefined {
  if (migration === undefined || state === 'applied') return undefined
  const other = findSameNumber(migration, assessments)
  if (other !== undefined)
    return { detail: `${other.id} has the same number`, suggestion: suggestNumber(id, other) }
  return outOfOrder
    ? {
        detail: 'a later migration is already applied (use --allow-out-of-order)',
        suggestion: OUT_OF_ORDER,
      }
    : undefined
}

function describeState(
  store: MigrationStore,
  { state, entry, migration }: MigrationAssessment,
): readonly string[] {
  if (state === 'changed')
    return [`the file changed; it was run with checksum ${entry?.checksum.slice(0, 12)}`]
  if (state === 'missing')
    return [`${changedNothing(store, entry) ? 'failed and changed nothing; ' : ''}the file is missing`]
  if (state !== 'failed' || entry === undefined) return entry?.baseline ? ['baseline'] : []
  const progress = `${entry.done.length} of ${entry.stepCount} steps ${entry.direction === 'up' ? 'completed' : 'reverted'}`
  const description = entry.error === undefined ? `interrupted: ${progress}` : `${progress}: ${entry.error}`
  const isCorrected = migration !== undefined && entry.checksum !== migration.checksum
  return [
    isCorrected
      ? `before the file was changed (checksum ${entry.checksum.slice(0, 12)}): ${description}`
      : description,
  ]
}
