import { formatCount } from '../../../core/format-count.js'
import type { RevertSelection } from '../../../migrations/plan-revert.js'
import { backUpFirst, warnIfExternal } from '../../back-up-first.js'
import type { MigrateInput } from './migrate-input.js'
import { createMigrationProgressReporter } from './migration-progress-reporter.js'
import { showMigrateReport } from './show-migrate-report.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

/** `homemanager migrate down`. */
export async function migrateDown({ context, flags }: MigrateInput<'down'>): Promise<number> {
  return withStackLock(context, flags, async (isLocked) => revert(context, flags, isLocked))
}

async function revert(
  context: MigrateInput<'down'>['context'],
  flags: MigrateInput<'down'>['flags'],
  isLocked: boolean,
): Promise<number> {
  const selection = toRevertSelection(flags)
  const project = await context.project()
  const options = { ...flags, isLocked }
  const reverts = await withMigrationContext(context, options, async ({ migrations, confirmRemote }) => {
    const planned = await migrations.planRevert(selection)
    if (planned.length === 0) return false
    const { steps = 0 } = flags
    if (steps > planned.length)
      context.output.warn(`Only ${formatCount(planned.length, 'migration')} can be reverted, not ${steps}.`)
    for (const { store, id, warnings } of planned)
      for (const warning of warnings) context.output.note(`${store}/${id} ${warning}`)
    if (flags.backup) warnIfExternal(context.output, project)
    const question = `Revert ${planned.map(({ store, id }) => `${store}/${id}`).join(', ')}?`
    await context.output.confirm(question)
    await confirmRemote()
    return true
  })
  const backup = flags.backup && reverts
  return backUpFirst(context, project, { reason: 'migrate down', backup, isLocked }, async (changes) =>
    withMigrationContext(context, { ...options, changes }, async ({ migrations }) => {
      const { onStep, finish } = createMigrationProgressReporter(context.output, 'down')
      const report = await migrations.revert(selection, onStep)
      finish(report)
      return showMigrateReport(context, report, 'Nothing to revert.')
    }),
  )
}

function toRevertSelection({ steps, to }: MigrateInput<'down'>['flags']): RevertSelection {
  if (to !== undefined) return { to }
  return steps === undefined ? {} : { steps }
}
