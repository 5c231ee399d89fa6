import { migrateStores } from '../../migrations/migrate-stores.js'
import type { CommandContext } from '../command.js'
import { confirmRemote } from '../confirm-remote.js'
import { migrateTasks } from './migrate-tasks.js'
import { showReport } from './show-report.js'
import { withMigrations } from './with-migrations.js'

/** `homemanager migrate`, `migrate up`. */
export async function migrateUp(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrations(context, flags, async (work) => {
    if (!(await confirmRemote(context.output, work.stores, work.options))) return 0
    const { onStep, end } = migrateTasks(context.output, 'up')
    const report = await migrateStores(work.stores, { ...work.options, onStep })
    end()
    return showReport(context, report, 'Nothing to do: every migration is applied.')
  })
}
