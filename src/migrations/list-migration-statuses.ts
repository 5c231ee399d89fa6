import { relative } from 'node:path'
import { hasErrorCode } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { mayBeRunning } from '../stores/contracts/lease-holder.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import type {
  HistoryEntry,
  LockHolder,
  Migration,
  MigrationHistory,
  MigrationStore,
} from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { assessMigrations, type MigrationAssessment, type MigrationState } from './assess-migrations.js'
import { loadMigrationSet, type MigrationSetOptions } from './migration-set.js'
import {
  describeIncomplete,
  describeProgress,
  describeRemains,
  wasInterrupted,
} from './describe-history-entry.js'
import { findSameNumber, OUT_OF_ORDER, suggestNumber } from './list-pending-migrations.js'
import { describeDrift, type SchemaDrift, findSchemaDrift } from './schema-drift.js'

/** The status of one migration. */
export interface MigrationStatus {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  /** `running`: another process applies or reverts it now. `interrupted`: it was stopped, by the user or with its process, and did not fail. */
  readonly state: MigrationState | 'interrupted' | 'running'
  /** The checksum of the file, or of the history entry if the file is missing. */
  readonly checksum: string
  /** ISO 8601 in UTC; null if the migration is not applied. */
  readonly appliedAt: string | null
  /** Description of the problem, including the step that failed. */
  readonly detail?: string
  /** What to do before the next run: the place of the file in the order is not clear, or it is empty. */
  readonly suggestion?: string
  /** Objects of the live schema that were changed since this migration. */
  readonly drift?: readonly SchemaDrift[]
}

/** Why the live schema of a store was not compared: a migration changes it now, or another session holds a lock on a table. */
export interface UncomparedSchema {
  readonly store: StoreName
  readonly reason: 'running' | 'locked'
  /** The process that runs the migration; with `locked`, one that has ended, while the server still runs its statement. */
  readonly holder?: LockHolder
}

export interface MigrationStatusOptions extends MigrationSetOptions {
  /** Called for a store of which the schema is not compared. Without it, a locked table throws `MIGRATION_TABLE_LOCKED`. */
  readonly onUncompared?: (schema: UncomparedSchema) => void
}

/** Lists all migrations that have a file or a history entry, per store in order. Read-only. */
export async function listMigrationStatuses(
  stores: Stores,
  options: MigrationStatusOptions = {},
): Promise<readonly MigrationStatus[]> {
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
  const perStore = await Promise.all(
    set.selected.map((store) => listStoreStatuses(set.stores[store], set.migrations[store], options)),
  )
  return perStore.flat()
}

async function listStoreStatuses(
  store: MigrationStore,
  migrations: readonly Migration[],
  options: MigrationStatusOptions,
): Promise<readonly MigrationStatus[]> {
  const history = await store.readHistory()
  const assessments = assessMigrations(migrations, history.entries)
  const running = await findRunning(store, assessments)
  const drift = await compareSchema(store, history, migrations, { ...options, holder: running?.holder })
  const last = assessments.findLast(({ state }) => state === 'applied')?.id
  return assessments.map((assessment) => {
    const { id, state, migration, entry } = assessment
    const migrationDrift = drift.filter((each) => (each.migration ?? last) === id)
    const changed = migrationDrift.some(({ problem }) => problem !== 'extra')
    const order = describeOrder(assessment, assessments)
    const lines = [
      ...(order === undefined ? [] : [order.detail]),
      ...(migration?.empty === undefined ? [] : [`no ${migration.empty} yet`]),
      ...(running?.id === id ? [describeRunning(assessment, running.holder)] : describeState(assessment)),
      ...migrationDrift.filter((each) => each.migration !== undefined).map(describeDrift),
    ]
    return {
      store: store.name,
      id,
      name: migration?.name ?? toMigrationName(id),
      state:
        running?.id === id
          ? 'running'
          : changed && state === 'applied'
            ? 'changed'
            : toShownState(assessment),
      checksum: migration?.checksum ?? entry?.checksum ?? '',
      appliedAt: (entry?.outcome === 'applied' && entry.finishedAt) || null,
      ...(lines.length === 0 ? {} : { detail: lines.join('; ') }),
      ...suggest(order?.suggestion ?? suggestContent(assessment)),
      ...(migrationDrift.length === 0 ? {} : { drift: migrationDrift }),
    }
  })
}

function toShownState({ state, entry }: MigrationAssessment): MigrationStatus['state'] {
  return state === 'failed' && entry !== undefined && wasInterrupted(entry) ? 'interrupted' : state
}

interface RunningMigration {
  readonly id: string
  readonly holder: LockHolder
}

/**
 * The migration that the holder of the lock runs. One that runs in a transaction has no history entry of that yet: it is the next one, or
 * the last applied one if migrations are reverted.
 */
async function findRunning(
  store: MigrationStore,
  assessments: readonly MigrationAssessment[],
): Promise<RunningMigration | undefined> {
  const recorded = assessments.find(({ entry }) => entry?.outcome === 'running')
  if (recorded === undefined && !assessments.some(({ migration }) => migration?.transactional === true))
    return undefined
  const holder = await store.getLockHolder()
  if (holder === undefined || !mayBeRunning(holder)) return undefined
  const found = recorded ?? findInTransaction(assessments, holder)
  return found && { id: found.id, holder }
}

function findInTransaction(
  assessments: readonly MigrationAssessment[],
  { purpose = 'migrate' }: LockHolder,
): MigrationAssessment | undefined {
  const transactional = assessments.filter(({ migration }) => migration?.transactional === true)
  if (purpose === 'migrate')
    return transactional.find(({ state }) => state === 'pending' || state === 'failed')
  if (purpose === 'record') return undefined
  const getTime = ({ entry }: MigrationAssessment): string => entry?.finishedAt ?? ''
  return transactional
    .filter(({ state }) => state === 'applied')
    .reduce<MigrationAssessment | undefined>(
      (last, each) => (last === undefined || getTime(each) >= getTime(last) ? each : last),
      undefined,
    )
}

/** What differs from the recorded schema; nothing, with a call of `onUncompared`, if it cannot be read now. */
async function compareSchema(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
  { onUncompared, holder }: MigrationStatusOptions & { readonly holder: LockHolder | undefined },
): Promise<readonly SchemaDrift[]> {
  if (holder !== undefined && onUncompared !== undefined) {
    onUncompared({ store: store.name, reason: 'running', holder })
    return []
  }
  try {
    return await findSchemaDrift(store, history, migrations)
  } catch (error) {
    if (onUncompared === undefined || !hasErrorCode(error, MIGRATION_STORE_ERRORS.MIGRATION_TABLE_LOCKED))
      throw error
    const last = await store.getLockHolder()
    const reason = last !== undefined && mayBeRunning(last) ? 'running' : 'locked'
    onUncompared({ store: store.name, reason, ...(last === undefined ? {} : { holder: last }) })
    return []
  }
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

function suggest(suggestion: string | undefined): Pick<MigrationStatus, 'suggestion'> {
  return suggestion === undefined ? {} : { suggestion }
}

/** A run rejects a migration that is to be applied and has no content. */
function suggestContent({ state, migration }: MigrationAssessment): string | undefined {
  if (state === 'applied' || migration?.empty === undefined) return undefined
  return `Write the ${migration.empty} of ${relative(process.cwd(), migration.path)}, or delete the file.`
}

/** `running, pid 6895: 1 of 2 steps completed`. */
function describeRunning({ entry }: MigrationAssessment, { pid }: LockHolder): string {
  return entry?.outcome === 'running'
    ? `running, pid ${pid}: ${describeProgress(entry)}`
    : `running, pid ${pid}`
}

function describeMissing(entry: HistoryEntry | undefined): readonly string[] {
  const remains = entry && describeRemains(entry)
  return remains === undefined
    ? []
    : [`${entry?.outcome === 'failed' ? 'failed' : 'interrupted'}, and ${remains}`]
}

function describeState({ state, entry, migration }: MigrationAssessment): readonly string[] {
  if (state === 'changed')
    return [`the file changed; it was run with checksum ${entry?.checksum.slice(0, 12)}`]
  if (state === 'missing') return [...describeMissing(entry), 'the file is missing']
  if (state !== 'failed' || entry === undefined) return entry?.baseline ? ['baseline'] : []
  const description = describeIncomplete(entry)
  const isCorrected = migration !== undefined && entry.checksum !== migration.checksum
  return [
    isCorrected
      ? `before the file was changed (checksum ${entry.checksum.slice(0, 12)}): ${description}`
      : description,
  ]
}
