import type { CommandContext } from '../../command.js'
import { parseStoreNames } from './with-migration-context.js'

/** Whether nothing is pending. Checked without loading the modules that run migrations. */
export async function isFullyMigrated(
  { globals }: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const only = parseStoreNames(flags['store'])
  const [{ resolveConfig }, { getRunningEndpoints }, { hasNoPendingMigrations }] = await Promise.all([
    import('../../../config/resolve-config.js'),
    import('../../../project/connect/connect-stores.js'),
    import('../../../migrations/has-no-pending-migrations.js'),
  ])
  const config = await resolveConfig(globals)
  return hasNoPendingMigrations(getRunningEndpoints(config), {
    directories: config.migrations.directories,
    only,
  })
}
