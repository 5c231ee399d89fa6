import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'
import { withStackLock } from './with-stack-lock.js'

/** `homemanager migrate baseline`. */
export async function migrateBaseline({ context, flags }: MigrateInput<'baseline'>): Promise<number> {
  return withStackLock(context, flags, async (isLocked) => baseline(context, { ...flags, isLocked }))
}

async function baseline(
  context: MigrateInput<'baseline'>['context'],
  flags: MigrateInput<'baseline'>['flags'] & { readonly isLocked: boolean },
): Promise<number> {
  return withMigrationContext(context, flags, async ({ migrations, only, confirmRemote }) => {
    const { output } = context
    const question = `Mark the migrations of ${only.join(', ')} as applied without running them?`
    await output.confirm(question)
    await confirmRemote()
    const written = await migrations.baseline(flags.to)
    output.printResult({ items: written }, () =>
      written.map(({ store, id }) => `${store}/${id} marked as applied`).join('\n'),
    )
    return 0
  })
}
