import { HomeError } from '../core/home-error.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** The error as it is, or one that says whose migration failed for a reason that no store explained. */
export function asHomeError(error: unknown, what: string): HomeError {
  if (error instanceof HomeError) return error
  return new HomeError(MIGRATION_ERRORS.MIGRATION_FAILED, {
    message: `${what} failed.`,
    detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    suggestion: 'Run homemanager migrate status, then homemanager migrate again.',
    cause: error,
  })
}
