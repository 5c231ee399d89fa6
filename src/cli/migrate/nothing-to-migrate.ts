import type { CommandContext } from '../command.js'
import { storesOf } from './with-migrations.js'

/** Whether `migrate` would find everything applied; found out without loading what a migration needs. */
export async function nothingToMigrate(
  { globals }: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const only = storesOf(flags['store'])
  const [{ resolveConfig }, { runningEndpoints }, { nothingPending }] = await Promise.all([
    import('../../config/resolve-config.js'),
    import('../../stack/connect-stores.js'),
    import('../../migrations/nothing-pending.js'),
  ])
  const config = await resolveConfig(globals)
  return nothingPending(runningEndpoints(config), { folders: config.migrations.folders, only })
}
