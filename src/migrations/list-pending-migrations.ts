import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration } from '../stores/migration-store.js'
import type { MigrationAssessment } from './assess-migrations.js'
import { describeOutcome } from './find-repairs.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** What a run would apply. Throws where running would hide that files and ledger disagree. */
export function listPendingMigrations(
  store: StoreName,
  assessments: readonly MigrationAssessment[],
  options: { readonly allowOutOfOrder?: boolean },
): readonly { readonly migration: Migration; readonly entry?: HistoryEntry }[] {
  const drifted = assessments.filter(({ state }) => state === 'changed' || state === 'missing')
  if (drifted.length > 0) throw migrationDrift(store, drifted)
  const back = assessments.find(({ state, resumeAt }) => state === 'failed' && resumeAt === undefined)
  if (back) throw revertIncomplete(store, back)
  const late = assessments.filter(({ outOfOrder }) => outOfOrder)
  if (late.length > 0 && !options.allowOutOfOrder) throw migrationOutOfOrder(store, late)
  return assessments.flatMap(({ state, migration, entry }) =>
    migration === undefined || state === 'applied' ? [] : [{ migration, ...(entry ? { entry } : {}) }],
  )
}

function migrationDrift(store: StoreName, found: readonly MigrationAssessment[]): HomeError {
  const lines = found.map(({ id, state, entry, migration }) =>
    state === 'missing'
      ? `${id}: ${entry === undefined ? 'run' : describeOutcome(entry)} ${entry?.finishedAt ?? entry?.startedAt}, its file is missing`
      : `${id}: ran with checksum ${entry?.checksum.slice(0, 12)}, its file now has ${migration?.checksum.slice(0, 12)}`,
  )
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The migrations of ${store} are not what was applied there; nothing was run.`,
    detail: lines.join('\n'),
    suggestion: 'Restore the files, or run homemanager migrate repair to see the difference and accept it.',
  })
}

function migrationOutOfOrder(store: StoreName, late: readonly MigrationAssessment[]): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_OUT_OF_ORDER, {
    message: `${late.map(({ id }) => id).join(', ')} of ${store} would run after a later one was applied.`,
    detail: 'It usually came with the merge of a branch. Nothing was run there.',
    suggestion: 'Give it the next number, or run homemanager migrate --allow-out-of-order.',
  })
}

function revertIncomplete(store: StoreName, { id, entry }: MigrationAssessment): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `${id} of ${store} was being reverted and did not get to the end; nothing was run.`,
    detail: `${entry?.done.length} of ${entry?.stepCount} steps back are done. ${entry?.error ?? ''}`.trim(),
    suggestion: `Run homemanager migrate down --store ${store} to go on with it.`,
  })
}
