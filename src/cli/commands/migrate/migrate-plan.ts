import { EXIT } from '../../../core/home-error.js'
import { formatSettingChange } from '../../../migrations/store-settings.js'
import { toErrorReport } from '../../to-error-report.js'
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
    const ok = problems.length + plan.lint.length === 0
    warnAboutDrift(context.output, plan.drift)
    warnAboutRolledBack(context.output, plan.rolledBack)
    context.output.printResult(
      { ok, ...plan, items: plan.items.map(toDocument), problems, settings },
      (style) =>
        [renderPlan(plan, style, context.output.columns), ...settings.map(formatSettingChange)].join('\n'),
    )
    return ok ? EXIT.done : EXIT.checksFailed
  })
}

function toDocument({ steps, ...migration }: PlannedMigration): object {
  const toTexts = ({ warnings, ...step }: PlannedMigration['steps'][number]): object => ({
    ...step,
    warnings: warnings.map(({ text }) => text),
  })
  return { ...migration, steps: steps.map(toTexts) }
}
