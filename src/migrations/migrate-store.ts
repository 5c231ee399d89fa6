import { isDeepStrictEqual } from 'node:util'
import type {
  MigrationHistory,
  Migration,
  MigrationSession,
  MigrationStore,
} from '../stores/contracts/migration-store.js'
import { applyMigration, type ApplyOptions } from './apply-migration.js'
import { toMigrationError } from './to-migration-error.js'
import { assessMigrations } from './assess-migrations.js'
import type { CheckedStore } from './check-store.js'
import type { MigrationDependencies } from './dependencies.js'
import type { MigrateOptions } from './migrate-options.js'
import type { MigrationResult, RolledBackMigration } from './migrate-report.js'
import { HistoryWriter } from './history-writer.js'
import { listPendingMigrations, type PendingMigration } from './list-pending-migrations.js'
import { assertWritableTarget } from './assert-writable-target.js'
import { assertStepsSupported } from './assert-steps-supported.js'
import { assertNoSchemaDrift } from './assert-no-schema-drift.js'
import { withLock } from './with-lock.js'
import { digestMigrationIds, type SchemaDrift, findSchemaDrift, toSchemaKey } from './schema-drift.js'

/** The result of a run in one store. */
export interface StoreRunResult {
  readonly results: readonly MigrationResult[]
  readonly drift: readonly SchemaDrift[]
  readonly rolledBack: readonly RolledBackMigration[]
}

interface StoreRunOptions extends MigrateOptions {
  /** Resolves, once all stores have been checked, to whether something may be run. */
  readonly isPossible: Promise<boolean>
  /** Aborted with `signal`, and when nothing may be run, so that it is not necessary to wait for the lock. */
  readonly waitSignal?: AbortSignal
}

const NOTHING_RUN: StoreRunResult = { results: [], drift: [], rolledBack: [] }

/** Applies the pending migrations of one store in order; stops at the first that fails. */
export async function migrateStore(
  { store, history: before, isPending, drift, rolledBack }: CheckedStore,
  migrations: readonly Migration[],
  dependencies: MigrationDependencies,
  options: StoreRunOptions,
): Promise<StoreRunResult> {
  try {
    if (!isPending && !(await options.isPossible)) return NOTHING_RUN
    if (!isPending && isSchemaRecorded(before)) {
      return { results: [], drift: await findSchemaDrift(store, before, migrations), rolledBack }
    }
    if (!isPending) await assertWritableTarget(store, options)
    const { waitSignal } = options
    const lockOptions = waitSignal === undefined ? options : { ...options, signal: waitSignal }
    return await withLock(store, lockOptions, async (session) => {
      if (!(await options.isPossible)) return NOTHING_RUN
      // Read again under the lock: another process may have applied them while this one waited.
      const current = await session.readHistory()
      const pending = listPendingMigrations(store, assessMigrations(migrations, current.entries), options)
      // What was checked before is checked again only after another process has migrated.
      if (!isDeepStrictEqual(current, before)) await assertPossible(store, current, migrations, pending)
      const isFirst = current.entries.length === 0
      const results = await applyPending(session, pending, dependencies, { ...options, isFirst })
      const applied = new Set(
        [...current.entries, ...results].filter(({ outcome }) => outcome === 'applied').map(({ id }) => id),
      )
      const key = digestMigrationIds([...applied])
      const migrated = current.entries.length + applied.size > 0
      if (migrated && current.schemaKey !== key && !session.signal.aborted) await session.recordSchema(key)
      return { results, drift, rolledBack }
    })
  } finally {
    dependencies.markFailed(
      store.name,
      migrations.map(({ id }) => id),
    )
  }
}

async function assertPossible(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
  pending: readonly PendingMigration[],
): Promise<void> {
  if (pending.length > 0) await assertNoSchemaDrift(store, history, migrations)
  await assertStepsSupported(store, pending)
}

async function applyPending(
  session: MigrationSession,
  pending: readonly PendingMigration[],
  dependencies: MigrationDependencies,
  options: MigrateOptions & Pick<ApplyOptions, 'isFirst'>,
): Promise<readonly MigrationResult[]> {
  const results: MigrationResult[] = []
  const writer = new HistoryWriter(session)
  let begun: Migration | undefined
  for (const [index, { migration, entry }] of pending.entries()) {
    const next = findNextToBegin(migration, pending[index + 1])
    const result =
      (await waitForDependencies(dependencies, migration, session.signal)) ??
      (await applyMigration(session, migration, {
        direction: 'up',
        isBegun: begun === migration,
        isFirst: options.isFirst === true && index === 0,
        writer,
        ...(next === undefined ? {} : { next }),
        ...(entry === undefined ? {} : { unfinished: entry }),
        ...(options.onStep ? { onStep: options.onStep } : {}),
        ...(options.changes ? { changes: options.changes } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
      }))
    results.push(result)
    if (result.outcome !== 'applied') break
    begun = next
  }
  return results.map((result) => toConfirmed(result, writer))
}

/** A migration is not applied if its entry could not be written while the next one ran. */
function toConfirmed(result: MigrationResult, { failure }: HistoryWriter): MigrationResult {
  if (failure?.id !== result.id) return result
  return { ...result, outcome: 'failed', error: toMigrationError(failure.error, result.id) }
}

/** What can be recorded as running when the migration before it ends: nothing delays it, and no earlier run has begun it. */
function findNextToBegin(current: Migration, next: PendingMigration | undefined): Migration | undefined {
  if (next === undefined || next.entry !== undefined) return undefined
  const { migration } = next
  const isPossible =
    !current.transactional &&
    !migration.transactional &&
    migration.after.length === 0 &&
    migration.up.length > 0
  return isPossible ? migration : undefined
}

/** Also false after a run that was killed between its last migration and recording the schema. */
function isSchemaRecorded(history: MigrationHistory): boolean {
  return history.entries.length === 0 || history.schemaKey === toSchemaKey(history)
}

async function waitForDependencies(
  dependencies: MigrationDependencies,
  migration: Migration,
  signal: AbortSignal,
): Promise<MigrationResult | undefined> {
  if (migration.after.length === 0) return undefined
  const started = performance.now()
  try {
    await dependencies.waitUntilReady(migration, signal)
    return undefined
  } catch (error) {
    const { store, id, name } = migration
    const durationMs = Math.round(performance.now() - started)
    return { store, id, name, outcome: 'blocked', steps: 0, durationMs, error: toMigrationError(error, id) }
  }
}
