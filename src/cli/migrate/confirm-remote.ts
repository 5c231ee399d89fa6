import { isThisMachine } from '../../migrations/refuse-remote.js'
import { migrationStores } from '../../stores/migration-stores.js'
import type { CommandContext } from '../command.js'
import type { MigrationWork } from './with-migrations.js'

/** With --allow-remote: asks before it touches a store of another machine. True where there is none. */
export async function confirmRemote(
  context: CommandContext,
  { stores, options }: MigrationWork,
): Promise<boolean> {
  if (!options.allowRemote) return true
  const all = migrationStores(stores)
  const remote: string[] = []
  for (const store of options.only) {
    for (const host of all[store].hosts) {
      if (!(await isThisMachine(host))) remote.push(`${store} at ${host}`)
    }
  }
  return remote.length === 0 || context.output.confirm(`Change ${remote.join(', ')}?`)
}
