import type { LeftMigration } from '../../migrations/list-left-pending.js'
import type { DataEffect } from '../../stores/contracts/step-warning.js'
import type { Stores } from '../../stores/stores.js'
import type { LeaveOptions } from './up-options.js'
import type { UpRun } from './up-run.js'

/**
 * Finds the migrations that are not to be applied to copied or restored data: those that delete some of it, or run code that may, empty
 * ones, `failed` ones, and whatever comes after one of these. Says why each stays pending.
 */
export async function findMigrationsToLeave(
  { config, options }: UpRun,
  stores: Stores,
  { changing = false, failed = [] }: LeaveOptions = {},
): Promise<readonly string[]> {
  const [
    { planMigrations },
    { DELETING_EFFECTS, describeNotApplied, listReasonsToLeave },
    { listLeftPending },
  ] = await Promise.all([
    import('../../migrations/plan-migrations.js'),
    import('../../migrations/list-data-effects.js'),
    import('../../migrations/list-left-pending.js'),
  ])
  const { allowOutOfOrder = false, allowUnknownMigrations = false, reporter } = options
  const plan = await planMigrations(stores, {
    ...config.migrations,
    allowEmpty: true,
    allowOutOfOrder,
    allowUnknownMigrations,
    effectsOnly: true,
  })
  const effects: readonly DataEffect[] = changing ? [...DELETING_EFFECTS, 'changes'] : DELETING_EFFECTS
  const reasons = listReasonsToLeave(plan, effects, failed)
  const data = options.leavePending === undefined ? 'restored' : 'copied'
  for (const { migration, texts } of reasons) reporter.warn(describeNotApplied(migration, data, texts))
  const left = await listLeftPending(
    stores,
    reasons.map(({ migration }) => migration),
    config.migrations,
  )
  for (const each of left) {
    const note = describeLeft(each)
    if (note !== undefined) reporter.note(note)
  }
  return left.map(({ store, id }) => `${store}/${id}`)
}

/** Undefined for what was said already. */
function describeLeft({ store, id, follows, empty }: LeftMigration): string | undefined {
  if (empty !== undefined) return `The migration ${id} of ${store} has no ${empty} yet; it stays pending.`
  return follows === undefined
    ? undefined
    : `The migration ${store}/${id} stays pending too: it comes after ${follows}.`
}
