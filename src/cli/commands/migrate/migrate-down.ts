import { formatCount } from '../../../core/format-count.js'
import type { RevertSelection } from '../../../migrations/plan-revert.js'
import { backUpFirst, warnIfExternal } from '../../back-up-first.js'
import type { MigrateInput } from './migrate-input.js'
import { createMigrationProgressReporter } from './migration-progress-reporter.js'
import { showMigrateReport } from './show-migrate-report.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

type DownInput = MigrateInput<'down'>

/** `homemanager migrate down`. */
export async function migrateDown({ context, flags }: DownInput): Promise<number> {
  // Other commands do not wait for the answer.
  const asked = context.output.interactive ? await confirmReverts(context, flags) : undefined
  return withStackLock(context, flags, async (isLocked) => {
    const reverts = await confirmReverts(context, flags, asked)
    return revert(context, { ...flags, backup: flags.backup && reverts !== undefined, isLocked })
  })
}

/** Asks whether to revert, unless it has `asked` the same. Resolves to the question; undefined if there is nothing to revert. */
async function confirmReverts(
  context: DownInput['context'],
  flags: DownInput['flags'],
  asked?: string,
): Promise<string | undefined> {
  const project = await context.project()
  return withMigrationContext(context, flags, async ({ migrations, confirmRemote }) => {
    const planned = await migrations.planRevert(toRevertSelection(flags))
    if (planned.length === 0) return undefined
    const question = `Revert ${planned.map(({ store, id }) => `${store}/${id}`).join(', ')}?`
    if (question === asked) return question
    const { steps = 0 } = flags
    if (steps > planned.length)
      context.output.warn(`Only ${formatCount(planned.length, 'migration')} can be reverted, not ${steps}.`)
    for (const { store, id, warnings } of planned)
      for (const warning of warnings) context.output.warn(`${store}/${id}: ${warning}`)
    if (flags.backup) warnIfExternal(context.output, project)
    await context.output.confirm(question)
    await confirmRemote()
    return question
  })
}

async function revert(
  context: DownInput['context'],
  flags: DownInput['flags'] & { readonly isLocked: boolean },
): Promise<number> {
  const { backup, isLocked } = flags
  const project = await context.project()
  return backUpFirst(context, project, { reason: 'migrate down', backup, isLocked }, async (changes) =>
    withMigrationContext(context, { ...flags, changes }, async ({ migrations }) => {
      const { onStep, finish } = createMigrationProgressReporter(context.output, 'down')
      const report = await migrations.revert(toRevertSelection(flags), onStep)
      finish(report)
      return showMigrateReport(context, report, 'Nothing to revert.')
    }),
  )
}

function toRevertSelection({ steps, to }: DownInput['flags']): RevertSelection {
  if (to !== undefined) return { to }
  return steps === undefined ? {} : { steps }
}
