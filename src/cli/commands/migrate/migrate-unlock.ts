import { assertLocalTarget } from '../../../stores/assert-local-target.js'
import { createMigrationStores } from '../../../stores/migration-stores.js'
import type { CommandContext } from '../../command.js'
import { confirmRemote } from '../../confirm-remote.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate unlock`: takes the lock away from whoever has it, after a yes. */
export async function migrateUnlock(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrationContext(context, flags, async (work) => {
    const { output } = context
    const all = createMigrationStores(work.stores)
    const unlocked: object[] = []
    for (const store of work.options.only) {
      const holder = await all[store].getLockHolder()
      if (holder === undefined) continue
      const who = `pid ${holder.pid} on ${holder.host} since ${holder.since}`
      if (!work.options.allowRemote) await assertLocalTarget(all[store])
      const question = `Take the lock of ${store} away from ${who}? If it still runs, its migration fails.`
      if (
        !(await output.confirm(question)) ||
        !(await confirmRemote(output, work.stores, { ...work.options, only: [store] }))
      )
        continue
      await all[store].unlock()
      unlocked.push({ store, holder: { host: holder.host, pid: holder.pid, since: holder.since } })
    }
    output.printResult({ unlocked }, () =>
      unlocked.length === 0 ? 'No lock was taken away.' : `Unlocked ${unlocked.length}.`,
    )
    return 0
  })
}
