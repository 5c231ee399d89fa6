import { HomeError } from '../core/home-error.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { STORE_ERRORS } from '../stores/store-errors.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** The error as it is, or one that says whose migration failed for a reason that no store explained. */
export function toMigrationError(error: unknown, what: string): HomeError {
  if (error instanceof HomeError) return error
  const away = isTransientError(error)
  return new HomeError(away ? STORE_ERRORS.STORE_UNREACHABLE : MIGRATION_ERRORS.MIGRATION_FAILED, {
    message: away ? `${what} failed: the store does not answer, or is too busy to.` : `${what} failed.`,
    detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    suggestion: 'Run homemanager migrate status, then homemanager migrate again.',
    cause: error,
  })
}
