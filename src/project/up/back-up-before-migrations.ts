import { listDataEffects } from '../../migrations/list-data-effects.js'
import type { Stores } from '../../stores/stores.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpRun } from './up-run.js'

/** Saves the data if the pending migrations delete or change some of it. Loads nothing if there is no data or no other migration file. */
export async function backUpBeforeMigrations(run: UpRun, ready: Promise<Stores>): Promise<void> {
  const { config, options, before } = run
  const { provider, migrated } = before.state
  if (options.backUp === undefined || provider === undefined) return
  if (migrated === migrationsFingerprint(config)) return
  const stores = await ready
  const { planMigrations } = await import('../../migrations/plan-migrations.js')
  const { allowUnknownMigrations = false, allowOutOfOrder = false } = options
  const plan = await planMigrations(stores, {
    ...config.migrations,
    allowUnknownMigrations,
    allowOutOfOrder,
    effectsOnly: true,
  })
  const effects = listDataEffects(plan)
  if (effects.deletions.length + effects.changes.length === 0) return
  await options.backUp(effects)
  // The engines were restarted.
  run.reload()
}
