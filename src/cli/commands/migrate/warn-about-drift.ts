import { STORE_NAMES } from '../../../core/store-name.js'
import {
  describeRolledBack,
  type MigrationResult,
  type RolledBackMigration,
  type StoreDrift,
} from '../../../migrations/migrate-report.js'
import { describeDrift } from '../../../migrations/schema-drift.js'
import type { Output } from '../../../output/output.js'

/**
 * Warns about changes of a live schema that were not made by a migration. A run that has applied migrations to a store has recorded its
 * schema, changes included.
 */
export function warnAboutDrift(
  output: Output,
  drift: readonly StoreDrift[],
  applied: readonly MigrationResult[] = [],
): void {
  for (const store of STORE_NAMES) {
    const lines = drift.filter((each) => each.store === store).map(describeDrift)
    if (lines.length === 0) continue
    const isRecorded = applied.some((result) => result.store === store && result.outcome === 'applied')
    const hint = isRecorded
      ? 'It is part of the recorded schema now. For other databases, write a migration that makes the same change.'
      : `Revert the change, or run homemanager migrate repair --store ${store} to accept it.`
    output.warn(
      `The schema of ${store} was changed without a migration:\n${lines.map((line) => `  ${line}`).join('\n')}\n  → ${hint}`,
    )
  }
}

/** Warns about history entries that no file belongs to and that changed nothing. */
export function warnAboutRolledBack(output: Output, rolledBack: readonly RolledBackMigration[]): void {
  for (const each of rolledBack) output.warn(describeRolledBack(each))
}
