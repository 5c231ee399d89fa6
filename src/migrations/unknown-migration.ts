import { HomeError } from '../core/home-error.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** The error of a migration ID that no file has. */
export function unknownMigration(id: string): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_UNKNOWN, {
    message: `No migration has the ID ${id}.`,
    suggestion: 'Run homemanager migrate status to list the IDs.',
  })
}
