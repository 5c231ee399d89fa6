import type { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { StoreSettingChange } from './store-settings.js'
import type { SchemaDrift } from './schema-drift.js'

/** The result of one migration in a run. */
export interface MigrationResult {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  /** `blocked`: a migration that it depends on failed or is not applied. */
  readonly outcome: 'applied' | 'reverted' | 'failed' | 'blocked'
  /** Number of steps that this run completed; those that were rolled back do not count. */
  readonly steps: number
  readonly durationMs: number
  readonly error?: HomeError
}

/** The error that stopped the migration of a store, such as a held lock, a changed file or an unreachable store. */
export interface StoreProblem {
  readonly store: StoreName
  readonly error: HomeError
}

/** Schema drift of a store without pending migrations; with pending migrations drift is an error. */
export interface StoreDrift extends SchemaDrift {
  readonly store: StoreName
}

/** A failed migration that changed nothing, because it was rolled back or its first step was rejected, and whose file was deleted. `migrate repair` deletes its history entry. */
export interface RolledBackMigration {
  readonly store: StoreName
  readonly id: string
}

/** The result of a migration run. A run reports errors here instead of throwing: check `ok`, or use `getFirstError`. */
export interface MigrateReport {
  readonly ok: boolean
  /** The migrations that were run or blocked, per store in order; empty if none was pending. */
  readonly items: readonly MigrationResult[]
  readonly problems: readonly StoreProblem[]
  /** Schema changes made without a migration. They do not make the run fail. */
  readonly drift: readonly StoreDrift[]
  /** They do not make the run fail either. */
  readonly rolledBack: readonly RolledBackMigration[]
  /** Settings of databases that were changed to what is configured, after the migrations. */
  readonly settings: readonly StoreSettingChange[]
  readonly elapsedMs: number
}

/** Returns the first error of a run, if any. */
export function getFirstError(report: MigrateReport): HomeError | undefined {
  return report.problems[0]?.error ?? report.items.find(({ error }) => error !== undefined)?.error
}

/** A sentence with the next command. */
export function describeRolledBack({ store, id }: RolledBackMigration): string {
  return `${store}/${id} failed, and it changed nothing; the file is missing. To delete its history entry, run homemanager migrate repair --store ${store}.`
}
