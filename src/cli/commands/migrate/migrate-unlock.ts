import { EXIT } from '../../../core/home-error.js'
import type { StoreName } from '../../../core/store-name.js'
import { cancelledError } from '../../../output/cancelled-error.js'
import type { MigrateInput } from './migrate-input.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate unlock`: releases the migration lock of another process, after confirmation. */
export async function migrateUnlock({ context, flags }: MigrateInput<'unlock'>): Promise<number> {
  return withMigrationContext(context, flags, async ({ migrations, confirmRemote }) => {
    const { output } = context
    const unlocked: { readonly store: StoreName; readonly holder: object }[] = []
    let kept = 0
    for (const { store, holder } of await migrations.listLocks()) {
      const who = `pid ${holder.pid} on ${holder.host} since ${holder.since}`
      await migrations.assertMayUnlock(store)
      const question = `Release the lock of ${store} held by ${who}? If that process is still running, its migration fails.`
      if (!(await output.offer(question))) {
        kept++
        continue
      }
      await confirmRemote([store])
      await migrations.unlock(store)
      unlocked.push({ store, holder: { host: holder.host, pid: holder.pid, since: holder.since } })
    }
    if (kept > 0 && unlocked.length === 0) throw cancelledError()
    output.printResult({ items: unlocked }, () =>
      unlocked.length === 0
        ? 'No lock was released.'
        : `Released the lock of ${unlocked.map(({ store }) => store).join(', ')}.`,
    )
    return kept === 0 ? EXIT.done : EXIT.failed
  })
}
