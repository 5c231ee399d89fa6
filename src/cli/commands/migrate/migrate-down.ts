import { loadMigrationSet } from '../../../migrations/migration-set.js'
import { planRevert, type RevertSelection, type RevertTarget } from '../../../migrations/plan-revert.js'
import { revertStores } from '../../../migrations/revert-stores.js'
import { confirmRemote } from '../../confirm-remote.js'
import { UsageError } from '../../usage-error.js'
import type { MigrateInput } from './migrate-input.js'
import { createMigrationProgressReporter } from './migration-progress-reporter.js'
import { showMigrateReport } from './show-migrate-report.js'
import { type MigrationContext, withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate down`. */
export async function migrateDown({ context, flags }: MigrateInput<'down'>): Promise<number> {
  const selection = toRevertSelection(flags)
  return withMigrationContext(context, flags, async (work) => {
    const { stores, options } = work
    const set = await loadMigrationSet(stores, options)
    const targets = await planRevert(set, selection)
    if (targets.length > 0) {
      for (const line of await listWarnings(work, targets)) context.output.note(line)
      const question = `Revert ${targets.map(({ store, migration }) => `${store}/${migration.id}`).join(', ')}?`
      if (
        !(await context.output.confirm(question)) ||
        !(await confirmRemote(context.output, work.stores, work.options))
      )
        return 0
    }
    const { onStep, finish } = createMigrationProgressReporter(context.output, 'down')
    const report = await revertStores(stores, { ...options, ...selection, onStep })
    finish(report)
    return showMigrateReport(context, report, 'Nothing to revert.')
  })
}

/** What each down migration would lose. */
async function listWarnings(
  work: MigrationContext,
  targets: readonly RevertTarget[],
): Promise<readonly string[]> {
  const { stores } = await loadMigrationSet(work.stores, work.options)
  const lines: string[] = []
  for (const { store, migration } of targets) {
    const warnings = await stores[store].review(migration.down ?? [])
    lines.push(...warnings.flat().map((warning) => `${store}/${migration.id} ${warning}`))
  }
  return lines
}

function toRevertSelection({ steps, to }: MigrateInput<'down'>['flags']): RevertSelection {
  if (steps !== undefined && to !== undefined)
    throw new UsageError({ message: '--steps and --to cannot be combined.' })
  if (to !== undefined) return { to }
  return steps === undefined ? {} : { steps }
}
