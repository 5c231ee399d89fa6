import { baselineStores } from '../../../migrations/baseline-stores.js'
import { confirmRemote } from '../../confirm-remote.js'
import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate baseline`. */
export async function migrateBaseline({ context, flags }: MigrateInput<'baseline'>): Promise<number> {
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
      ...(to === undefined ? {} : { to }),
    })
    output.printResult({ items: written }, () =>
      written.map(({ store, id }) => `${store}/${id} marked as applied`).join('\n'),
    )
    return 0
  })
}
