import type { CommandContext } from '../../command-context.js'
import { backUpFirst, confirmBackup } from '../../back-up-first.js'
import type { MigrateReport } from '../../../migrations/migrate-report.js'
import type { MigrateInput } from './migrate-input.js'
import { showMigrateReport } from './show-migrate-report.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

const NOTHING_TO_DO = 'Nothing to do: no migration is pending.'

/** `homemanager migrate`, `migrate up`. */
export async function migrateUp({ context, flags }: MigrateInput<'up'>): Promise<number> {
  const started = performance.now()
  const project = await context.project()
  // Checked without loading the modules that run migrations.
  if (await project.isMigrated(flags.store)) {
    const elapsedMs = Math.round(performance.now() - started)
    const report: MigrateReport = {
      ok: true,
      items: [],
      problems: [],
      drift: [],
      rolledBack: [],
      settings: [],
      elapsedMs,
    }
    return showMigrateReport(context, report, NOTHING_TO_DO)
  }
  return withStackLock(context, flags, async (isLocked) => {
    const options = { ...flags, isLocked }
    const effects = await withMigrationContext(context, options, async ({ migrations, confirmRemote }) => {
      await confirmRemote()
      return migrations.listDataEffects()
    })
    const backup =
      effects.deletions.length + effects.changes.length > 0 &&
      (await confirmBackup(context.output, project, effects, flags.backup))
    return backUpFirst(context, project, { reason: 'migrate', backup, isLocked }, async (changes) =>
      apply(context, { ...options, changes }),
    )
  })
}

async function apply(
  context: CommandContext,
  options: Parameters<typeof withMigrationContext>[1],
): Promise<number> {
  return withMigrationContext(context, options, async ({ migrations }) => {
    const [{ createMigrationProgressReporter }, { warnAboutDrift, warnAboutRolledBack }] = await Promise.all([
      import('./migration-progress-reporter.js'),
      import('./warn-about-drift.js'),
    ])
    const { onStep, finish } = createMigrationProgressReporter(context.output, 'up')
    const report = await migrations.apply(onStep)
    finish(report)
    warnAboutDrift(context.output, report.drift)
    warnAboutRolledBack(context.output, report.rolledBack)
    return showMigrateReport(context, report, NOTHING_TO_DO)
  })
}
