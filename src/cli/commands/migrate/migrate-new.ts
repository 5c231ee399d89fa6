import { join, relative } from 'node:path'
import { createMigration } from '../../../migrations/create-migration.js'
import type { MigrateInput } from './migrate-input.js'

/** `homemanager migrate new`. Needs no running stack. */
export async function migrateNew({ context, args, flags }: MigrateInput<'new'>): Promise<void> {
  const { output, globals } = context
  const { store, name } = args
  const { config } = await context.project()
  const configured = config.migrations.directories[store]
  const directory = configured ?? join(config.root, 'migrations', store)
  const path = await createMigration({ store, name, directory, code: flags.code })
  if (configured === undefined) {
    output.warn(
      `homemanager.yaml does not set a migration directory for ${store}, so this file is not used. Add: migrations: {${store}: migrations/${store}}`,
    )
  }
  output.printResult({ path }, () => relative(globals.cwd, path))
}
