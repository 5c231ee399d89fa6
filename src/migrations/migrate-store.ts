import type { Ledger, Migration, MigrationSession, MigrationStore } from '../stores/migration-store.js'
import { applyMigration } from './apply-migration.js'
import { asHomeError } from './as-home-error.js'
import { assess } from './assess.js'
import type { Dependencies } from './dependencies.js'
import { lockOptions, type MigrateOptions } from './migrate-options.js'
import type { MigrationResult } from './migrate-report.js'
import { pendingOf } from './pending.js'
import { refuseRemote } from './refuse-remote.js'
import { refuseSchemaDrift } from './refuse-schema-drift.js'
import { keyOf, type SchemaDrift, schemaDrift, schemaKey } from './schema-drift.js'

/** What became of one store. */
export interface StoreRun {
  readonly results: readonly MigrationResult[]
  readonly drift: readonly SchemaDrift[]
}

/** Applies what is pending in one store, in order, and stops at the first that fails. */
export async function migrateStore(
  store: MigrationStore,
  migrations: readonly Migration[],
  dependencies: Dependencies,
  options: MigrateOptions,
): Promise<StoreRun> {
  try {
    const before = await store.ledger()
    const pending = pendingOf(store.name, assess(migrations, before.entries), options)
    if (pending.length === 0 && isRecorded(before)) {
      return { results: [], drift: await schemaDrift(store, before, migrations) }
    }
    if (!options.allowRemote) await refuseRemote(store)
    await using session = await store.lock(lockOptions(store.name, options))
    // Asked again under the lock: another runner may have applied them while we waited.
    const found = await session.ledger()
    const results = await applyPending(store, session, found, migrations, dependencies, options)
    const applied = new Set(
      [...found.entries, ...results].filter(({ outcome }) => outcome === 'applied').map(({ id }) => id),
    )
    const key = keyOf([...applied])
    const anything = found.entries.length + applied.size > 0
    if (anything && found.schemaKey !== key && !session.signal.aborted) await session.recordSchema(key)
    return { results, drift: [] }
  } finally {
    dependencies.giveUp(
      store.name,
      migrations.map(({ id }) => id),
    )
  }
}

async function applyPending(
  store: MigrationStore,
  session: MigrationSession,
  ledger: Ledger,
  migrations: readonly Migration[],
  dependencies: Dependencies,
  options: MigrateOptions,
): Promise<readonly MigrationResult[]> {
  const pending = pendingOf(store.name, assess(migrations, ledger.entries), options)
  if (pending.length > 0) await refuseSchemaDrift(store, ledger, migrations)
  const results: MigrationResult[] = []
  for (const { migration, entry } of pending) {
    const result =
      (await whyBlocked(dependencies, migration, session.signal)) ??
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
}

/** False too after a run that was killed between its last migration and the record. */
function isRecorded(ledger: Ledger): boolean {
  return ledger.entries.length === 0 || ledger.schemaKey === schemaKey(ledger)
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
