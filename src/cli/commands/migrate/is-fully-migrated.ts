import type { CommandContext } from '../../command.js'
import { parseStoreNames } from './with-migration-context.js'

/** Whether nothing is pending. Checked without loading the modules that run migrations. */
export async function isFullyMigrated(
  { project }: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const only = parseStoreNames(flags['store'])
  return (await project()).isMigrated(only)
}
