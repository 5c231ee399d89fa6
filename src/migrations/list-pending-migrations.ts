import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { HistoryEntry, Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import type { MigrationAssessment } from './assess-migrations.js'
import { describeProgress, describeRemains, describeRun } from './describe-history-entry.js'
import type { RolledBackMigration } from './migrate-report.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { changedNothing } from './changed-nothing.js'

export interface PendingOptions {
  readonly allowOutOfOrder?: boolean
  /** Ignore applied migrations whose files are missing. Default: they are an error. */
  readonly allowUnknownMigrations?: boolean
  /** Migrations that stay pending, with those after them, such as `postgres/0003-drop`. */
  readonly leavePending?: readonly string[]
}

export interface PendingMigration {
  readonly migration: Migration
  /** Of a run that failed or was interrupted. */
  readonly entry?: HistoryEntry
}

/**
 * Lists the migrations that a run would apply: up to one that is empty or stays pending, which keeps its place. Throws if the files and
 * the history disagree.
 */
export function listPendingMigrations(
  store: Pick<MigrationStore, 'name'>,
  assessments: readonly MigrationAssessment[],
  options: PendingOptions,
): readonly PendingMigration[] {
  const { name } = store
  const missing = options.allowUnknownMigrations ? [] : assessments.filter(isMissing)
  const changed = assessments.filter(({ state }) => state === 'changed')
  if (missing.length + changed.length > 0) throw migrationDrift(store, changed, missing)
  const reverting = assessments.find(({ state, resumeAt }) => state === 'failed' && resumeAt === undefined)
  if (reverting) throw revertIncomplete(name, reverting)
  assertUniqueNumbers(name, assessments)
  const outOfOrder = assessments.filter((assessment) => assessment.outOfOrder)
  if (outOfOrder.length > 0 && !options.allowOutOfOrder) throw migrationOutOfOrder(name, outOfOrder)
  const pending = assessments.flatMap(({ state, migration, entry }) =>
    migration === undefined || state === 'applied' ? [] : [{ migration, ...(entry ? { entry } : {}) }],
  )
  const end = pending.findIndex(
    ({ migration: { empty, id } }) => empty !== undefined || options.leavePending?.includes(`${name}/${id}`),
  )
  return end === -1 ? pending : pending.slice(0, end)
}

function isMissing(assessment: MigrationAssessment): boolean {
  return assessment.state === 'missing' && !changedNothing(assessment.entry)
}

/** The failed migrations that changed nothing and whose files were deleted. They block nothing. */
export function listRolledBack(
  store: Pick<MigrationStore, 'name'>,
  assessments: readonly MigrationAssessment[],
): readonly RolledBackMigration[] {
  return assessments
    .filter(({ state, entry }) => state === 'missing' && changedNothing(entry))
    .map(({ id }) => ({ store: store.name, id }))
}

function assertUniqueNumbers(store: StoreName, assessments: readonly MigrationAssessment[]): void {
  for (const { migration, state } of assessments) {
    const other = migration && state !== 'applied' ? findSameNumber(migration, assessments) : undefined
    if (migration === undefined || other === undefined) continue
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_DUPLICATE, {
      message: `Two migration files of ${store} have the number ${migration.number}: ${migration.id} and ${other.id}; nothing was run.`,
      detail: [migration.path, other.migration?.path].join('\n'),
      suggestion: suggestNumber(migration.id, other),
    })
  }
}

/** Two files with the same number have no defined order. Files that are both applied already do no harm. */
export function findSameNumber(
  { id, number, origin }: Migration,
  assessments: readonly MigrationAssessment[],
): MigrationAssessment | undefined {
  return assessments.find(
    ({ migration: each }) => each?.origin === origin && each.number === number && each.id !== id,
  )
}

/** How to continue with the migration `id`, of which another one has the number. */
export function suggestNumber(id: string, other: MigrationAssessment): string {
  return other.state === 'applied'
    ? `Rename ${id} to the next number: ${other.id} is applied already.`
    : 'Rename one of them to the next number.'
}

function migrationDrift(
  store: Pick<MigrationStore, 'name'>,
  changed: readonly MigrationAssessment[],
  missing: readonly MigrationAssessment[],
): HomeError {
  const lines = [
    ...changed.map(
      ({ id, entry, migration, hasSameUp }) =>
        `${id}: run with checksum ${entry?.checksum.slice(0, 12)}; the file now has checksum ${migration?.checksum.slice(0, 12)}${hasSameUp ? ', with the same up steps' : ''}`,
    ),
    ...missing.map(
      ({ id, entry }) =>
        `${id}: ${entry === undefined ? 'run' : describeMissing(entry)}; the file is missing`,
    ),
  ]
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The migration files of ${store.name} differ from its migration history; nothing was run.`,
    detail: lines.join('\n'),
    suggestion:
      changed.length > 0
        ? suggestAfterChange(changed)
        : [
            'Restore the files, for example by switching to the git branch that has them.',
            'Or continue without them: run the command again with --allow-unknown-migrations.',
            'Or keep the schema and forget the migrations: homemanager migrate repair.',
          ].join('\n'),
  })
}

function suggestAfterChange(changed: readonly MigrationAssessment[]): string {
  const lines = ['Restore the files, or run homemanager migrate repair to review and accept the differences.']
  if (changed.some(({ hasSameUp }) => hasSameUp))
    lines.push('If only a down migration has changed, homemanager migrate down runs it without a repair.')
  if (changed.some(({ entry }) => entry?.direction === 'down'))
    lines.push('To resume a down migration: homemanager migrate repair, then homemanager migrate down.')
  return lines.join('\n')
}

/** Why a migration without a file is not ignored. */
function describeMissing(entry: HistoryEntry): string {
  const remains = describeRemains(entry)
  return remains === undefined ? describeRun(entry) : `${describeRun(entry)}, and ${remains}`
}

export const OUT_OF_ORDER =
  'Rename the file to the next number, or run homemanager migrate --allow-out-of-order.'

function migrationOutOfOrder(store: StoreName, found: readonly MigrationAssessment[]): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_OUT_OF_ORDER, {
    message: `${found.map(({ id }) => id).join(', ')} of ${store} is pending, but a later migration is already applied; nothing was run.`,
    detail: 'This usually happens after merging a branch.',
    suggestion: OUT_OF_ORDER,
  })
}

function revertIncomplete(store: StoreName, { id, entry }: MigrationAssessment): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_DRIFT, {
    message: `The down migration of ${id} of ${store} is incomplete; nothing was run.`,
    // What a snapshot has recorded has no error.
    ...(entry === undefined
      ? {}
      : {
          detail: [describeProgress(entry), ...(entry.error === undefined ? [] : [entry.error])].join(': '),
        }),
    suggestion: `Run homemanager migrate down --store ${store} to resume it.`,
  })
}
