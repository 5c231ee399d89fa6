import type { Migration, MigrationStore } from '../stores/migration-store.js'
import { applyMigration } from './apply-migration.js'
import { asHomeError } from './as-home-error.js'
import { assess } from './assess.js'
import type { Dependencies } from './dependencies.js'
import type { MigrateOptions } from './migrate-options.js'
import type { MigrationResult } from './migrate-report.js'
import { pendingOf } from './pending.js'

/** Applies what is pending in one store, in order, and stops at the first that fails. */
export async function migrateStore(
  store: MigrationStore,
  migrations: readonly Migration[],
  dependencies: Dependencies,
  options: MigrateOptions,
): Promise<readonly MigrationResult[]> {
  const ids = migrations.map(({ id }) => id)
  try {
    if (pendingOf(store.name, assess(migrations, await store.ledger()), options).length === 0) return []
    await using session = await store.lock({
      waitMs: options.waitMs ?? 60_000,
      lockTimeoutMs: options.lockTimeoutMs ?? 5000,
      statementTimeoutMs: options.statementTimeoutMs ?? 0,
      ...(options.signal ? { signal: options.signal } : {}),
      onWait: (holder) => options.onWait?.(store.name, holder),
    })
    const results: MigrationResult[] = []
    // Asked again under the lock: another runner may have applied them while we waited.
    for (const { migration, entry } of pendingOf(
      store.name,
      assess(migrations, await session.ledger()),
      options,
    )) {
      const waiting = await whyBlocked(dependencies, migration, session.signal)
      const result =
        waiting ??
        (await applyMigration(session, migration, {
          direction: 'up',
          ...(entry === undefined ? {} : { unfinished: entry }),
          ...(options.onStep ? { onStep: options.onStep } : {}),
          ...(options.signal ? { signal: options.signal } : {}),
        }))
      results.push(result)
      if (result.outcome !== 'applied') break
    }
    return results
  } finally {
    dependencies.giveUp(store.name, ids)
  }
}

async function whyBlocked(
  dependencies: Dependencies,
  migration: Migration,
  signal: AbortSignal,
): Promise<MigrationResult | undefined> {
  if (migration.after.length === 0) return undefined
  const started = performance.now()
  try {
    await dependencies.ready(migration, signal)
    return undefined
  } catch (error) {
    const { store, id, name } = migration
    const durationMs = Math.round(performance.now() - started)
    return { store, id, name, outcome: 'blocked', steps: 0, durationMs, error: asHomeError(error, id) }
  }
}
