import type { MigrateReport } from '../../migrations/migrate-report.js'
import type { CommandContext } from '../command.js'
import { confirmRemote } from '../confirm-remote.js'
import { nothingToMigrate } from './nothing-to-migrate.js'
import { showReport } from './show-report.js'
import { withMigrations } from './with-migrations.js'

const NOTHING = 'Nothing to do: every migration is applied.'

/** `homemanager migrate`, `migrate up`. */
export async function migrateUp(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const started = performance.now()
  if (await nothingToMigrate(context, flags)) {
    const elapsedMs = Math.round(performance.now() - started)
    const report: MigrateReport = { ok: true, results: [], problems: [], drift: [], elapsedMs }
    return showReport(context, report, NOTHING)
  }
  return withMigrations(context, flags, async (work) => {
    if (!(await confirmRemote(context.output, work.stores, work.options))) return 0
    const [{ migrateStores }, { migrateTasks }, { warnOfDrift }] = await Promise.all([
      import('../../migrations/migrate-stores.js'),
      import('./migrate-tasks.js'),
      import('./warn-of-drift.js'),
    ])
    const { onStep, end } = migrateTasks(context.output, 'up')
    const report = await migrateStores(work.stores, { ...work.options, onStep })
    end(report)
    warnOfDrift(context.output, report.drift)
    return showReport(context, report, NOTHING)
  })
}
