import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { PORTABLE_SNAPSHOT_ERRORS } from './portable-snapshot-errors.js'

/** The error of a file of a portable snapshot that cannot be read. */
export function portableSnapshotInvalid(file: string, cause: unknown): HomeError {
  return new HomeError(PORTABLE_SNAPSHOT_ERRORS.PORTABLE_SNAPSHOT_INVALID, {
    message: `${file} cannot be read.`,
    detail: getErrorMessage(cause),
    suggestion: 'Restore another snapshot (homemanager snapshot list).',
    cause,
  })
}
