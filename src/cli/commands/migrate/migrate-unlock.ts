import { assertLocalTarget } from '../../../stores/assert-local-target.js'
import { createMigrationStores } from '../../../stores/create-migration-stores.js'
import { confirmRemote } from '../../confirm-remote.js'
import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate unlock`: releases the migration lock of another process, after confirmation. */
export async function migrateUnlock({ context, flags }: MigrateInput<'unlock'>): Promise<number> {
  return withMigrationContext(context, flags, async (work) => {
    const { output } = context
    const all = await createMigrationStores(work.stores)
    const unlocked: object[] = []
    for (const store of work.options.only) {
      const holder = await all[store].getLockHolder()
      if (holder === undefined) continue
      const who = `pid ${holder.pid} on ${holder.host} since ${holder.since}`
      if (!work.options.allowRemote) await assertLocalTarget(all[store])
      const question = `Release the lock of ${store} held by ${who}? If that process is still running, its migration fails.`
      if (
        !(await output.confirm(question)) ||
        !(await confirmRemote(output, work.stores, { ...work.options, only: [store] }))
      )
        continue
      await all[store].unlock()
      unlocked.push({ store, holder: { host: holder.host, pid: holder.pid, since: holder.since } })
    }
    output.printResult({ items: unlocked }, () =>
      unlocked.length === 0 ? 'No lock was released.' : `Released ${unlocked.length}.`,
    )
    return 0
  })
}
