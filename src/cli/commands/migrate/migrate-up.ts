import type { MigrateReport } from '../../../migrations/migrate-report.js'
import type { CommandContext } from '../../command.js'
import { confirmRemote } from '../../confirm-remote.js'
import { isFullyMigrated } from './is-fully-migrated.js'
import { showMigrateReport } from './show-migrate-report.js'
import { withMigrationContext } from './with-migration-context.js'

const NOTHING_TO_DO = 'Nothing to do: all migrations are applied.'

/** `homemanager migrate`, `migrate up`. */
export async function migrateUp(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const started = performance.now()
  if (await isFullyMigrated(context, flags)) {
    const elapsedMs = Math.round(performance.now() - started)
    const report: MigrateReport = { ok: true, items: [], problems: [], drift: [], elapsedMs }
    return showMigrateReport(context, report, NOTHING_TO_DO)
  }
  return withMigrationContext(context, flags, async (work) => {
    if (!(await confirmRemote(context.output, work.stores, work.options))) return 0
    const [{ createMigrationProgressReporter }, { warnAboutDrift }] = await Promise.all([
      import('./migration-progress-reporter.js'),
      import('./warn-about-drift.js'),
    ])
    const { onStep, finish } = createMigrationProgressReporter(context.output, 'up')
    const report = await work.project.migrate(work.stores, { ...work.options, onStep })
    finish(report)
    warnAboutDrift(context.output, report.drift)
    return showMigrateReport(context, report, NOTHING_TO_DO)
  })
}
