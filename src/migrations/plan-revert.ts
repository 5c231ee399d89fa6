import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration } from '../stores/contracts/migration-store.js'
import { assessMigrations, type MigrationAssessment } from './assess-migrations.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { findMigration, type MigrationSet } from './migration-set.js'
import { unknownMigration } from './unknown-migration.js'

export interface RevertTarget {
  readonly store: StoreName
  readonly migration: Migration
  readonly entry: HistoryEntry
}

export interface RevertSelection {
  /** Number of migrations to revert, starting with the last applied of all selected stores; default 1. */
  readonly steps?: number
  /** Revert all migrations after this one: `store/id`, or an ID that is unique among the stores. */
  readonly to?: string
}

/**
 * Lists the migrations to revert, last applied first. Throws `MIGRATION_IRREVERSIBLE` if one of them has no down
 * migration or a migration that is not reverted depends on it, and `MIGRATION_DRIFT` if its file is missing, or its up steps or
 * the down steps that were completed have changed since. A down migration can be corrected until it succeeds.
 */
export async function planRevert(
  set: MigrationSet,
  selection: RevertSelection,
): Promise<readonly RevertTarget[]> {
  const applied = await listAppliedLastFirst(set)
  const targets = selectTargets(set, applied, selection)
  for (const { store, id, migration, entry, state, hasSameUp } of targets) {
    if (migration === undefined) throw migrationFileMissing(store, id, entry)
    if (state === 'changed' && hasSameUp !== true) throw migrationFileChanged(store, migration.id, entry)
    if (migration.down === undefined) throw migrationIrreversible(store, migration, entry)
  }
  const reverted = new Set(targets.map(({ store, id }) => `${store}/${id}`))
  for (const { store, id, migration } of applied) {
    const dependency = migration?.after.find((key) => reverted.has(key))
    if (dependency !== undefined && !reverted.has(`${store}/${id}`))
      throw requiredByLaterMigration(dependency, `${store}/${id}`)
  }
  return targets.flatMap(({ store, migration, entry }) => (migration ? [{ store, migration, entry }] : []))
}

/** An applied migration; without `migration` if its file is missing. */
interface AppliedMigration extends Pick<MigrationAssessment, 'id' | 'state' | 'migration' | 'hasSameUp'> {
  readonly store: StoreName
  readonly entry: HistoryEntry
}

/** The place of a migration in its store. */
interface Indexed {
  readonly index: number
}

/**
 * Lists the applied migrations of all stores, since a migration of a store that is not selected may depend on one that
 * is. An incomplete down migration comes first.
 */
async function listAppliedLastFirst(set: MigrationSet): Promise<readonly AppliedMigration[]> {
  const all = await Promise.all(
    Object.values(set.stores).map(async (migrationStore) => {
      const { name: store } = migrationStore
      const { entries } = await migrationStore.readHistory()
      return assessMigrations(set.migrations[store], entries).flatMap(
        ({ id, migration, entry, state, hasSameUp = false }, index) =>
          entry === undefined || (entry.outcome !== 'applied' && entry.direction === 'up')
            ? []
            : [{ store, id, entry, state, hasSameUp, index, ...(migration && { migration }) }],
      )
    }),
  )
  const isReverting = ({ entry }: AppliedMigration): number => (entry.direction === 'down' ? 1 : 0)
  const getTime = ({ entry }: AppliedMigration): string => entry.finishedAt ?? entry.startedAt
  return all
    .flat()
    .sort(
      (a, b) => isReverting(b) - isReverting(a) || compareTexts(getTime(b), getTime(a)) || compareOrder(b, a),
    )
}

/** Migrations may finish in the same millisecond. One without a file has no place among the others but its ID. */
function compareOrder(a: AppliedMigration & Indexed, b: AppliedMigration & Indexed): number {
  const known = a.migration !== undefined && b.migration !== undefined
  return (known ? 0 : compareTexts(a.id, b.id)) || a.index - b.index
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function selectTargets(
  set: MigrationSet,
  applied: readonly AppliedMigration[],
  selection: RevertSelection,
): readonly AppliedMigration[] {
  const candidates = applied.filter(({ store }) => set.selected.includes(store))
  if (selection.to === undefined) return candidates.slice(0, selection.steps ?? 1)
  const target = findMigration(set, selection.to)
  if (target === undefined) throw unknownMigration(selection.to)
  const sameStore = candidates.filter(({ store }) => store === target.store)
  const position = sameStore.findIndex(({ id }) => id === target.migration.id)
  return position === -1 ? [] : sameStore.slice(0, position)
}

function migrationFileMissing(store: StoreName, id: string, entry: HistoryEntry): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The file of ${id} of ${store}, which is to be reverted, is missing; nothing was run.`,
    detail: `Applied ${entry.finishedAt ?? entry.startedAt} by ${entry.by}.`,
    suggestion:
      'Restore the file, or run homemanager migrate repair to delete its history entry and keep its schema changes.',
  })
}

function migrationFileChanged(store: StoreName, id: string, { direction }: HistoryEntry): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message:
      direction === 'up'
        ? `The file of ${id} of ${store} changed after it was applied; its down migration may not match.`
        : `The file of ${id} of ${store} changed: its down steps that are completed are not those of the file.`,
    suggestion:
      'Restore the file, or run homemanager migrate repair to accept it, then homemanager migrate down.',
  })
}

function migrationIrreversible(store: StoreName, migration: Migration, entry: HistoryEntry): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_IRREVERSIBLE, {
    message: `${migration.id} of ${store} has no down migration; nothing was run.`,
    detail:
      migration.irreversible ??
      (entry.baseline ? 'It was recorded by homemanager migrate baseline.' : migration.path),
    suggestion: `Create a new migration that reverts its changes: homemanager migrate new ${store} NAME.`,
  })
}

function requiredByLaterMigration(key: string, dependent: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_IRREVERSIBLE, {
    message: `${key} cannot be reverted: ${dependent} depends on it; nothing was run.`,
    suggestion: `Revert ${dependent} too: increase --steps, or omit --store.`,
  })
}
