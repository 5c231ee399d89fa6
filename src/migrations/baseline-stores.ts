import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration, MigrationSession } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { stepDigest } from './checksum.js'
import { withLock } from './with-lock.js'
import type { MigrateOptions } from './migrate-options.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { findMigration, loadMigrationSet } from './migration-set.js'
import { assertWritableTarget } from './assert-writable-target.js'
import { toSchemaKey } from './schema-drift.js'
import { getCurrentRunner } from './current-runner.js'
import { unknownMigration } from './unknown-migration.js'

export interface BaselineOptions extends MigrateOptions {
  /** The last migration that the schema already contains, in its own store; default: all migrations of all stores. */
  readonly to?: string
}

/**
 * Records migrations as applied without running them, for a database that already has the schema. Throws
 * `MIGRATION_BASELINE` if a store has a migration history. Resolves to the recorded migrations.
 */
export async function baselineStores(
  stores: Stores,
  options: BaselineOptions = {},
): Promise<readonly { readonly store: StoreName; readonly id: string }[]> {
  const set = await loadMigrationSet(stores, options)
  const target = options.to === undefined ? undefined : findMigration(set, options.to)
  if (options.to !== undefined && target === undefined) throw unknownMigration(options.to)
  const selected = target === undefined ? set.selected : [target.store]
  for (const name of selected) {
    if ((await set.stores[name].readHistory()).entries.length > 0) throw historyNotEmpty(name)
    await assertWritableTarget(set.stores[name], options)
  }
  const written: { store: StoreName; id: string }[] = []
  for (const name of selected) {
    const store = set.stores[name]
    const last =
      target === undefined ? set.migrations[name].length - 1 : set.migrations[name].indexOf(target.migration)
    const work = async (session: MigrationSession): Promise<void> => {
      if ((await session.readHistory()).entries.length > 0) throw historyNotEmpty(name)
      for (const migration of set.migrations[name].slice(0, last + 1)) {
        for (const step of migration.up) await session.adopt?.(step)
        await session.writeEntries(toBaselineEntry(migration))
        written.push({ store: name, id: migration.id })
      }
      await session.recordSchema(toSchemaKey(await session.readHistory()))
    }
    await withLock(store, options, work, 'record')
  }
  return written
}

function toBaselineEntry({ id, checksum, up }: Migration): HistoryEntry {
  const now = new Date().toISOString()
  return {
    ...getCurrentRunner(),
    id,
    checksum,
    outcome: 'applied',
    direction: 'up',
    done: up.map(({ text }) => stepDigest(text)),
    stepCount: up.length,
    startedAt: now,
    finishedAt: now,
    durationMs: 0,
    baseline: true,
  }
}

function historyNotEmpty(store: StoreName): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_BASELINE, {
    message: `${store} already has a migration history; nothing was recorded.`,
    detail: 'A baseline is only for a database that homemanager never migrated.',
    suggestion:
      'Run homemanager migrate status to see the history, or homemanager migrate repair to repair it.',
  })
}
