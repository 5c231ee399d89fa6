import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration } from '../stores/contracts/migration-store.js'
import type { MigrationAssessment } from './assess-migrations.js'
import { describeOutcome } from './find-repairs.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** Lists the migrations that a run would apply. Throws if the files and the history disagree. */
export function listPendingMigrations(
  store: StoreName,
  assessments: readonly MigrationAssessment[],
  options: { readonly allowOutOfOrder?: boolean },
): readonly { readonly migration: Migration; readonly entry?: HistoryEntry }[] {
  const drifted = assessments.filter(({ state }) => state === 'changed' || state === 'missing')
  if (drifted.length > 0) throw migrationDrift(store, drifted)
  const reverting = assessments.find(({ state, resumeAt }) => state === 'failed' && resumeAt === undefined)
  if (reverting) throw revertIncomplete(store, reverting)
  const outOfOrder = assessments.filter((assessment) => assessment.outOfOrder)
  if (outOfOrder.length > 0 && !options.allowOutOfOrder) throw migrationOutOfOrder(store, outOfOrder)
  return assessments.flatMap(({ state, migration, entry }) =>
    migration === undefined || state === 'applied' ? [] : [{ migration, ...(entry ? { entry } : {}) }],
  )
}

function migrationDrift(store: StoreName, found: readonly MigrationAssessment[]): HomeError {
  const lines = found.map(({ id, state, entry, migration }) =>
    state === 'missing'
      ? `${id}: ${entry === undefined ? 'run' : describeOutcome(entry)} ${entry?.finishedAt ?? entry?.startedAt}; the file is missing`
      : `${id}: run with checksum ${entry?.checksum.slice(0, 12)}; the file now has checksum ${migration?.checksum.slice(0, 12)}`,
  )
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The migration files of ${store} differ from its migration history; nothing was run.`,
    detail: lines.join('\n'),
    suggestion: 'Restore the files, or run homemanager migrate repair to review and accept the differences.',
  })
}

function migrationOutOfOrder(store: StoreName, found: readonly MigrationAssessment[]): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_OUT_OF_ORDER, {
    message: `${found.map(({ id }) => id).join(', ')} of ${store} is pending, but a later migration is already applied; nothing was run.`,
    detail: 'This usually happens after merging a branch.',
    suggestion: 'Rename the file to the next number, or run homemanager migrate --allow-out-of-order.',
  })
}

function revertIncomplete(store: StoreName, { id, entry }: MigrationAssessment): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The down migration of ${id} of ${store} is incomplete; nothing was run.`,
    detail: `${entry?.done.length} of ${entry?.stepCount} steps reverted. ${entry?.error ?? ''}`.trim(),
    suggestion: `Run homemanager migrate down --store ${store} to resume it.`,
  })
}
