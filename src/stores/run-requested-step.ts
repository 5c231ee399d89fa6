import type { StoreName } from '../core/store-name.js'
import { loadModule } from './load-module.js'
import type { MigrationStep, StepContext } from './contracts/migration-store.js'
import type { ModuleStepRequest } from './contracts/run-in-thread.js'
import { openStore } from './open-stores.js'
import { getStoreDriver } from './registry.js'

/** Runs the function of a migration module, in a thread for user code. */
export async function runRequestedStep(
  { store: name, endpoint, module, resumed }: ModuleStepRequest,
  context: Omit<StepContext, 'resumed'>,
): Promise<void> {
  const definition = (await loadModule(module.path)) as Readonly<Record<string, readonly ActionWithName[]>>
  const found = definition[module.direction]?.[module.index]
  if (found === undefined) throw new Error('The file was changed while the migration was running.')
  const { name: stepName, ...action } = found
  const step: MigrationStep = { name: stepName, text: '', action }
  const migrations = await getStoreDriver<StoreName>(name).loadMigrations()
  await using store = await openStore<StoreName>(name, endpoint)
  await migrations.runModuleStep?.(store, step, { ...context, resumed })
}

interface ActionWithName {
  readonly name: string
}
