import { HomeError } from '../../core/home-error.js'
import type { DataStore } from '../../stores/data-store.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/** Throws `NOT_MIGRATED` when one of the stores lacks what a world is kept in. */
export async function assertMigrated(stores: readonly DataStore[]): Promise<void> {
  await Promise.all(
    stores.map(async (store) => {
      const lacking = await store.listMissingTables()
      if (lacking.length === 0) return
      throw new HomeError(SEEDING_ERRORS.NOT_MIGRATED, {
        message: `${store.name} has no ${lacking.join(', ')}.`,
        detail: 'Its migrations were not applied, or not to the end.',
        suggestion: 'Run homemanager migrate.',
      })
    }),
  )
}
