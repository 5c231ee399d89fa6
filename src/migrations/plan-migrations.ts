import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { MigrationStore } from '../stores/contracts/migration-store.js'
import type { StepWarning } from '../stores/contracts/step-warning.js'
import type { Stores } from '../stores/stores.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { assertDependencies } from './dependencies.js'
import { toMigrationError } from './to-migration-error.js'
import { assessMigrations } from './assess-migrations.js'
import { loadMigrationSet, type MigrationSet, type MigrationSetOptions } from './migration-set.js'
import { listPendingMigrations, listRolledBack, type PendingOptions } from './list-pending-migrations.js'
import type { RolledBackMigration, StoreDrift } from './migrate-report.js'
import { assertStepsSupported, listRemainingSteps } from './assert-steps-supported.js'
import { assertNoSchemaDrift } from './assert-no-schema-drift.js'
import { type SchemaDrift, findSchemaDrift } from './schema-drift.js'

export interface PlannedStep {
  readonly name: string
  /** The SQL statement or the request. */
  readonly text: string
  /** What the step would lock, rewrite or delete given the current data. */
  readonly warnings: readonly StepWarning[]
}

/** A pending migration. */
export interface PlannedMigration {
  readonly store: StoreName
  readonly id: string
  readonly name: string
  /** All steps run in one transaction. */
  readonly transactional: boolean
  readonly after: readonly string[]
  /** Number of steps that an earlier run completed; `steps` lists the remaining ones. */
  readonly stepsDone: number
  readonly steps: readonly PlannedStep[]
}

export interface MigrationPlan {
  readonly items: readonly PlannedMigration[]
  /** The errors that would stop the migration of a store. */
  readonly problems: readonly { readonly store: StoreName; readonly error: HomeError }[]
  /** Schema drift. With pending migrations, what is missing or was changed is a problem, and what was added is here. */
  readonly drift: readonly StoreDrift[]
  readonly rolledBack: readonly RolledBackMigration[]
  /** Features that the lint target does not support, in all files including applied ones. */
  readonly lint: readonly { readonly store: StoreName; readonly id: string; readonly message: string }[]
}

export interface PlanOptions extends MigrationSetOptions, PendingOptions {
  readonly lint?: 'docdb'
  /** Plan only what steps do to records, for which fewer checks are needed. Default: false. */
  readonly effectsOnly?: boolean
  /** A run follows, which compares the schema: here it is compared only if a step has an effect or fails. Default: as `effectsOnly`. */
  readonly isBeforeRun?: boolean
}

/** Returns what `migrateStores` would do. Read-only. */
export async function planMigrations(stores: Stores, options: PlanOptions = {}): Promise<MigrationPlan> {
  const set = await loadMigrationSet(stores, options)
  const problems: { store: StoreName; error: HomeError }[] = []
  const drift: StoreDrift[] = []
  const rolledBack: RolledBackMigration[] = []
  const planned = await Promise.all(
    set.selected.map(async (store) => {
      try {
        const plan = await planStore(set.stores[store], set, options)
        drift.push(...plan.drift.map((each) => ({ store, ...each })))
        rolledBack.push(...plan.rolledBack)
        return plan.items
      } catch (error) {
        problems.push({ store, error: toMigrationError(error, `Planning ${store}`) })
        return []
      }
    }),
  )
  const items = planned.flat()
  problems.push(...items.flatMap(findFailure))
  return { items, problems, drift, rolledBack, lint: lintAll(set, options.lint) }
}

/** The first step of a migration that cannot succeed. */
function findFailure({ store, id, steps }: PlannedMigration): MigrationPlan['problems'] {
  const warning = steps.flatMap(({ warnings }) => warnings).find(({ fails }) => fails)
  if (warning === undefined) return []
  const error = new HomeError(MIGRATION_ERRORS.MIGRATION_WOULD_FAIL, {
    message: `The migration ${store}/${id} ${warning.text}.`,
    suggestion: 'Correct the file, then run homemanager migrate plan again.',
  })
  return [{ store, error }]
}

type StorePlan = Pick<MigrationPlan, 'items' | 'rolledBack'> & { readonly drift: readonly SchemaDrift[] }

async function planStore(store: MigrationStore, set: MigrationSet, options: PlanOptions): Promise<StorePlan> {
  const migrations = set.migrations[store.name]
  const history = await store.readHistory()
  const assessments = assessMigrations(migrations, history.entries)
  const pending = listPendingMigrations(store, assessments, options)
  const rolledBack = listRolledBack(store, assessments)
  if (pending.length === 0)
    return { items: [], drift: await findSchemaDrift(store, history, migrations), rolledBack }
  for (const { migration } of pending) assertDependencies(set.migrations, migration)
  const remaining = pending.map(listRemainingSteps)
  const { effectsOnly = false, isBeforeRun = effectsOnly } = options
  let drift: readonly SchemaDrift[] = []
  const assertPossible = async (): Promise<void> => {
    drift = await assertNoSchemaDrift(store, history, migrations)
    await assertStepsSupported(store, pending)
  }
  if (!isBeforeRun) await assertPossible()
  // All at once: a step may call a function that an earlier migration creates.
  const warnings = await store.review(remaining.flat(), { effectsOnly })
  // Of what has no effect, the run itself will check this.
  if (isBeforeRun && warnings.flat().some(({ effect, fails }) => effect !== undefined || fails === true))
    await assertPossible()
  let reviewed = 0
  const items = pending.map(({ migration, entry }, index) => {
    const { id, name, transactional, after } = migration
    const steps = (remaining[index] ?? []).map((step) => ({
      name: step.name,
      text: step.text,
      warnings: warnings[reviewed++] ?? [],
    }))
    const stepsDone = entry?.done.length ?? 0
    return { store: store.name, id, name, transactional, after, stepsDone, steps }
  })
  return { items, drift, rolledBack }
}

function lintAll(set: MigrationSet, target: 'docdb' | undefined): MigrationPlan['lint'] {
  if (target === undefined) return []
  return set.selected.flatMap((store) =>
    set.migrations[store].flatMap(({ id, up, down = [] }) =>
      [...up, ...down].flatMap((step) =>
        set.stores[store]
          .lint(step, target)
          .map((message) => ({ store, id, message: `${step.name}: ${message}` })),
      ),
    ),
  )
}
