import { EXIT } from '../../../core/home-error.js'
import { listAffected } from '../../../migrations/list-data-effects.js'
import { formatSettingChange } from '../../../migrations/store-settings.js'
import { hasExternalServers } from '../../back-up-first.js'
import { toErrorReport } from '../../to-error-report.js'
import type { StepWarning } from '../../../stores/contracts/step-warning.js'
import type { PlannedMigration } from '../../../migrations/plan-migrations.js'
import type { MigrateInput } from './migrate-input.js'
import { renderPlan } from './render-plan.js'
import { warnAboutDrift, warnAboutRolledBack } from './warn-about-drift.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate plan`. Exit code 4 if a store cannot be migrated, or a lint rule is violated. */
export async function migratePlan({ context, flags }: MigrateInput<'plan'>): Promise<number> {
  return withMigrationContext(context, flags, async ({ migrations }) => {
    const [plan, settings] = await Promise.all([migrations.plan(flags.lint), migrations.compareSettings()])
    const problems = plan.problems.map(({ store, error }) => ({
      store,
      error: toErrorReport(error, context.signal).report,
    }))
    const affected = listAffected(plan)
    const isSaved = affected.length > 0 && !hasExternalServers(await context.project())
    const ok = problems.length + plan.lint.length === 0
    warnAboutDrift(context.output, plan.drift)
    warnAboutRolledBack(context.output, plan.rolledBack)
    context.output.printResult(
      { ok, ...plan, items: plan.items.map(toDocument), savesSnapshot: isSaved, problems, settings },
      (style) =>
        [
          renderPlan(plan, style, context.output.columns),
          ...(affected.length === 0 ? [] : [`\n${describeBackup(affected, isSaved)}`]),
          ...settings.map(formatSettingChange),
        ].join('\n'),
    )
    return ok ? EXIT.done : EXIT.checksFailed
  })
}

function toDocument({ steps, ...migration }: PlannedMigration): object {
  return { ...migration, steps: steps.map((step) => ({ ...step, warnings: step.warnings.map(toWarning) })) }
}

function toWarning({ text, effect, fails = false }: StepWarning): object {
  return { text, effect: effect ?? null, fails }
}

/** What brings the data back that these migrations delete or change, or may do so. */
function describeBackup(affected: readonly string[], isSaved: boolean): string {
  const list = affected.join(', ')
  return isSaved
    ? `Before ${list}, homemanager migrate and up save a snapshot of the data, which homemanager undo restores. With --no-backup, they save none.`
    : `Before ${list}, no snapshot of external servers is saved: undo cannot bring the data back. To save one, run homemanager snapshot save --portable first.`
}
