import { join, relative } from 'node:path'
import { isStoreName } from '../../../core/store-name.js'
import { createMigration } from '../../../migrations/create-migration.js'
import type { CommandContext } from '../../command.js'

/** `homemanager migrate new`. Needs no running stack. */
export async function migrateNew(
  { output, globals, project }: CommandContext,
  [store = '', name = '']: readonly (string | undefined)[],
  flags: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!isStoreName(store)) return
  const { config } = await project()
  const configured = config.migrations.directories[store]
  const directory = configured ?? join(config.root, 'migrations', store)
  const path = await createMigration({ store, name, directory, code: flags['code'] === true })
  if (configured === undefined) {
    output.warn(
      `homemanager.yaml does not set a migration directory for ${store}, so this file is not used. Add: migrations: {${store}: migrations/${store}}`,
    )
  }
  output.printResult({ path }, () => relative(globals.cwd, path))
}
