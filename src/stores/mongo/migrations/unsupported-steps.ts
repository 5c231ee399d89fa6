import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'

const OTHER_PROVIDERS = 'run MongoDB with provider: docker or external.'

/** The embedded engine changes the validator of a collection without documents only. */
export function validatorUnsupported(collection: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_UNSUPPORTED, {
    message: `The validator of ${collection} cannot be changed: the collection contains documents, and the embedded MongoDB engine does not support collMod.`,
    detail:
      'The embedded engine sets a validator when it creates a collection, and while the collection is empty.',
    suggestion: `Give the validator in createCollection for a new collection, or ${OTHER_PROVIDERS}`,
  })
}

export function commandUnsupported(command: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_UNSUPPORTED, {
    message: `The embedded MongoDB engine does not support the command ${command}.`,
    suggestion: `Write the step without it, or ${OTHER_PROVIDERS}`,
  })
}
