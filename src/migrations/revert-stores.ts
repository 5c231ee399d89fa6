import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { MigrationSession } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { applyMigration } from './apply-migration.js'
import { toLockOptions, type MigrateOptions } from './migrate-options.js'
import type { MigrateReport, MigrationResult } from './migrate-report.js'
import { loadMigrationSet, type MigrationSet } from './migration-set.js'
import { planRevert, type RevertSelection } from './plan-revert.js'
import { assertWritableTarget } from './assert-writable-target.js'
import { toSchemaKey } from './schema-drift.js'

export type RevertOptions = MigrateOptions & RevertSelection

/** Runs down migrations one at a time, last applied first; stops at the first that fails. */
export async function revertStores(stores: Stores, options: RevertOptions): Promise<MigrateReport> {
  const started = performance.now()
  const set = await loadMigrationSet(stores, { ...options, allowEmpty: true })
  const affected = new Set((await planRevert(set, options)).map(({ store }) => store))
  const sessions = new Map<StoreName, MigrationSession>()
  try {
    // Locks are acquired in a fixed order, to prevent deadlocks.
    for (const store of STORE_NAMES) {
      if (!affected.has(store)) continue
      await assertWritableTarget(set.stores[store], options)
      sessions.set(store, await set.stores[store].lock(toLockOptions(store, options, 'revert')))
    }
    const results = await revertAll(set, sessions, options)
    for (const session of sessions.values()) {
      if (session.signal.aborted) continue
      await session.recordSchema(toSchemaKey(await session.readHistory()))
    }
    const ok = results.every(({ outcome }) => outcome === 'reverted')
    const elapsedMs = Math.round(performance.now() - started)
    return { ok, items: results, problems: [], drift: [], rolledBack: [], settings: [], elapsedMs }
  } finally {
    for (const session of sessions.values()) await session[Symbol.asyncDispose]()
  }
}

async function revertAll(
  set: MigrationSet,
  sessions: ReadonlyMap<StoreName, MigrationSession>,
  options: RevertOptions,
): Promise<readonly MigrationResult[]> {
  const results: MigrationResult[] = []
  // Planned again under the locks, since another process may have applied or reverted migrations.
  for (const { store, migration, entry } of await planRevert(set, options)) {
    const session = sessions.get(store)
    if (session === undefined) break
    const result = await applyMigration(session, migration, {
      direction: 'down',
      ...(entry.direction === 'down' ? { unfinished: entry } : {}),
      ...(options.onStep ? { onStep: options.onStep } : {}),
      ...(options.changes ? { changes: options.changes } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    results.push(result)
    if (result.outcome === 'failed') break
  }
  return results
}
