import { endSentence } from '../../core/end-sentence.js'
import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import { toStoreError } from '../../stores/to-store-error.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/**
 * Converts an error of a store while its records are loaded or removed: `DATASET_REJECTED` if a constraint is the reason,
 * otherwise as `toStoreError` does.
 */
export function toSeedingError(store: StoreName, error: unknown, action: 'load' | 'remove'): unknown {
  const driver = getStoreDriver(store)
  const isConstraint =
    error instanceof Error &&
    !(error instanceof HomeError) &&
    driver.isRequestError(error) &&
    driver.isConstraintError(error)
  if (!isConstraint) return toStoreError(error)
  const { detail } = error as { readonly detail?: unknown }
  return new HomeError(SEEDING_ERRORS.DATASET_REJECTED, {
    message: `${driver.title} does not permit to ${action} the dataset: ${endSentence(error.message)}`,
    ...(typeof detail === 'string' ? { detail } : {}),
    suggestion:
      action === 'load'
        ? 'Relax the constraint, or give the column a default, in a migration of your own.'
        : 'Remove the rows that refer to the dataset, or add ON DELETE CASCADE to the foreign key.',
    cause: error,
  })
}
