import type { DataEffect } from '../../stores/contracts/step-warning.js'
import type { Stores } from '../../stores/stores.js'
import type { UpRun } from './up-run.js'

/**
 * Finds the pending migrations that are not to be applied to restored data, because they delete some of it, or run code that may. With
 * `changing`, also those that overwrite values: the data was saved before them, to be as it was. Warns about each.
 */
export async function findMigrationsToLeave(
  { config, options }: UpRun,
  stores: Stores,
  { changing = false }: { readonly changing?: boolean } = {},
): Promise<readonly string[]> {
  const [{ planMigrations }, { DELETING_EFFECTS, listAffectingMigrations }] = await Promise.all([
    import('../../migrations/plan-migrations.js'),
    import('../../migrations/list-data-effects.js'),
  ])
  const { allowOutOfOrder = false, allowUnknownMigrations = false } = options
  const plan = await planMigrations(stores, {
    ...config.migrations,
    allowEmpty: true,
    allowOutOfOrder,
    allowUnknownMigrations,
    effectsOnly: true,
  })
  const effects: readonly DataEffect[] = changing ? [...DELETING_EFFECTS, 'changes'] : DELETING_EFFECTS
  const left = listAffectingMigrations(plan, effects)
  for (const { migration, texts } of left)
    options.reporter.warn(
      `The migration ${migration} was not applied to the restored data: it ${texts.join(', ')}. Edit or delete the file before the next homemanager migrate or up, which applies it.`,
    )
  return left.map(({ migration }) => migration)
}
