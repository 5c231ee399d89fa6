import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration } from '../stores/migration-store.js'
import { assessMigrations } from './assess-migrations.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { findMigration, type MigrationSet } from './migration-set.js'

export interface RevertTarget {
  readonly store: StoreName
  readonly migration: Migration
  readonly entry: HistoryEntry
}

export interface RevertSelection {
  /** How many, counted from the last one applied over all chosen stores; default 1. */
  readonly steps?: number
  /** Back to this one, which stays; `store/id`, or an id that only one store has. */
  readonly to?: string
}

/**
 * What goes back, last applied first. Throws `MIGRATION_IRREVERSIBLE` before anything is run when one of them has no
 * way back or carries one that stays, and `MIGRATION_DRIFT` when its file is not what was applied.
 */
export async function planRevert(
  set: MigrationSet,
  choice: RevertSelection,
): Promise<readonly RevertTarget[]> {
  const applied = await listAppliedLastFirst(set)
  const targets = selectTargets(set, applied, choice)
  for (const { store, migration, entry, state } of targets) {
    if (state === 'changed') throw migrationFileChanged(store, migration.id)
    if (migration.down === undefined) throw migrationIrreversible(store, migration, entry)
  }
  const going = new Set(targets.map(({ store, migration }) => `${store}/${migration.id}`))
  for (const { store, migration } of applied) {
    const on = migration.after.find((key) => going.has(key))
    if (on !== undefined && !going.has(`${store}/${migration.id}`))
      throw requiredByLaterMigration(on, `${store}/${migration.id}`)
  }
  return targets
}

type AppliedMigration = RevertTarget & { readonly state: string }

/** Of all stores, for one that is not chosen may rest on one that is. One that was being reverted comes first. */
async function listAppliedLastFirst(set: MigrationSet): Promise<readonly AppliedMigration[]> {
  const all = await Promise.all(
    Object.values(set.stores).map(async (migrationStore) => {
      const { name: store } = migrationStore
      const { entries } = await migrationStore.readHistory()
      return assessMigrations(set.migrations[store], entries).flatMap(({ migration, entry, state }, index) =>
        migration === undefined ||
        entry === undefined ||
        (entry.outcome !== 'applied' && entry.direction === 'up')
          ? []
          : [{ store, migration, entry, state, index }],
      )
    }),
  )
  const half = ({ entry }: AppliedMigration): number => (entry.direction === 'down' ? 1 : 0)
  const time = ({ entry }: AppliedMigration): string => entry.finishedAt ?? entry.startedAt
  return all
    .flat()
    .sort((a, b) => half(b) - half(a) || (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : b.index - a.index))
}

function selectTargets(
  set: MigrationSet,
  applied: readonly AppliedMigration[],
  choice: RevertSelection,
): readonly AppliedMigration[] {
  const candidates = applied.filter(({ store }) => set.selected.includes(store))
  if (choice.to === undefined) return candidates.slice(0, choice.steps ?? 1)
  const target = findMigration(set, choice.to)
  if (target === undefined) {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_UNKNOWN, {
      message: `There is no migration ${choice.to}.`,
      suggestion: 'Run homemanager migrate status to see the ids.',
    })
  }
  const own = candidates.filter(({ store }) => store === target.store)
  const position = own.findIndex(({ migration }) => migration.id === target.migration.id)
  return position === -1 ? [] : own.slice(0, position)
}

function migrationFileChanged(store: StoreName, id: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The file of ${id} of ${store} is not what was applied; its way back may not fit.`,
    suggestion: 'Restore the file, or run homemanager migrate repair to accept it.',
  })
}

function migrationIrreversible(store: StoreName, migration: Migration, entry: HistoryEntry): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_IRREVERSIBLE, {
    message: `${migration.id} of ${store} has no way back; nothing was run.`,
    detail:
      migration.irreversible ??
      (entry.baseline ? 'It was there before the ledger (baseline).' : migration.path),
    suggestion: `Write a new migration that undoes it: homemanager migrate new ${store} NAME.`,
  })
}

function requiredByLaterMigration(on: string, other: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_IRREVERSIBLE, {
    message: `${on} cannot go back: ${other} comes after it and stays.`,
    suggestion: 'Revert that one too: raise --steps, or leave out --store.',
  })
}
