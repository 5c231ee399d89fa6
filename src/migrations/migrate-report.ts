import type { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { SchemaDrift } from './schema-drift.js'

/** What became of one migration in this run. */
export interface MigrationResult {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  /** `blocked`: one that it comes after failed, or is not applied. */
  readonly outcome: 'applied' | 'reverted' | 'failed' | 'blocked'
  /** Steps done in this run. */
  readonly steps: number
  readonly durationMs: number
  readonly error?: HomeError
}

/** Why nothing, or nothing more, was run in a store: its lock, its ledger against the files, no answer. */
export interface StoreProblem {
  readonly store: StoreName
  readonly error: HomeError
}

/** A live schema that is not as the last run left it, where nothing was pending that would have been refused for it. */
export interface StoreDrift extends SchemaDrift {
  readonly store: StoreName
}

/** What a run of the migrator did. It does not throw half-way: read `ok`, or hand it to `failureOf`. */
export interface MigrateReport {
  readonly ok: boolean
  /** Only those that this run had to do with, per store in order; empty when nothing was pending. */
  readonly items: readonly MigrationResult[]
  readonly problems: readonly StoreProblem[]
  /** What somebody changed in the schemas without a migration. It is no failure of the run, and no reason to be silent. */
  readonly drift: readonly StoreDrift[]
  readonly elapsedMs: number
}

/** The first error of a run, for callers that want to throw it. */
export function getFirstError(report: MigrateReport): HomeError | undefined {
  return report.problems[0]?.error ?? report.items.find(({ error }) => error !== undefined)?.error
}
