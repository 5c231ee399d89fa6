import { HomeError } from '../../core/home-error.js'
import { isBundledEntity } from '../../domain/entities/registry.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/** Throws `NOT_MIGRATED` if a store is missing tables or collections of the dataset. */
export async function assertMigrated(stores: readonly DataStore[]): Promise<void> {
  await Promise.all(
    stores.map(async (store) => {
      const missing = await store.listMissingTables()
      if (missing.length === 0) return
      throw new HomeError(SEEDING_ERRORS.NOT_MIGRATED, {
        message: `${store.name} is missing ${missing.join(', ')}.`,
        detail: store.entities.all.every(({ name }) => isBundledEntity(name))
          ? 'Not all of its migrations have been applied.'
          : 'Not all of its migrations have been applied. What an extension declares is created by migrations of the project.',
        suggestion: 'Run homemanager migrate.',
      })
    }),
  )
}
