import { baselineStores } from '../../../migrations/baseline-stores.js'
import type { CommandContext } from '../../command.js'
import { confirmRemote } from '../../confirm-remote.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate baseline`. */
export async function migrateBaseline(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrationContext(context, flags, async (work) => {
    const { output } = context
    const { only } = work.options
    const question = `Mark the migrations of ${only.join(', ')} as applied without running them?`
    if (
      !(await output.confirm(question)) ||
      !(await confirmRemote(context.output, work.stores, work.options))
    )
      return 0
    const { to } = flags
    const written = await baselineStores(work.stores, {
      ...work.options,
      ...(typeof to === 'string' ? { to } : {}),
    })
    output.printResult({ items: written }, () =>
      written.map(({ store, id }) => `${store}/${id} marked as applied`).join('\n'),
    )
    return 0
  })
}
