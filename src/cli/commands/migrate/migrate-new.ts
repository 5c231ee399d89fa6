import { relative } from 'node:path'
import { getDefaultMigrationDirectory } from '../../../config/default-migration-directory.js'
import { createMigration } from '../../../migrations/create-migration.js'
import { getStoreDriver } from '../../../stores/registry.js'
import { UsageError } from '../../usage-error.js'
import type { MigrateInput } from './migrate-input.js'

/** `homemanager migrate new`. Needs no running stack. */
export async function migrateNew({ context, args, flags }: MigrateInput<'new'>): Promise<void> {
  const { output, globals } = context
  const { store, name } = args
  const { codeTemplate, exampleStep } = getStoreDriver(store).migrationFiles
  if (flags.code && codeTemplate === undefined)
    throw new UsageError({ message: `--code has no effect: migrations of ${store} have no modules.` })
  const { config } = await context.project()
  const directory = config.migrations.directories[store] ?? getDefaultMigrationDirectory(config.root, store)
  const { path, id, isRenamed, sameName } = await createMigration({
    store,
    name,
    directory,
    code: flags.code,
  })
  if (isRenamed)
    output.note(`The migration "${name}" is named ${id}: names have only letters, digits and hyphens.`)
  for (const file of sameName) output.warn(`There is a migration of that name already: ${file}.`)
  if (config.file === undefined) {
    output.warn(
      `There is no homemanager.yaml in ${config.root}, so this file is not used. Create one: homemanager init.`,
    )
  } else {
    output.note(
      'Write what it does before the next homemanager up or migrate, which reject an empty migration.',
    )
  }
  if (exampleStep !== undefined && !flags.code) output.note(`Example of a step of "up":\n  ${exampleStep}`)
  output.printResult({ path }, () => relative(globals.cwd, path))
}
