import { hasErrorCode, type HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'

/** Whether an error says that the state directory cannot be written: see `toNotWritableError`. */
export function isNotWritable(error: unknown): error is HomeError {
  const { DISK_FULL, DIRECTORY_NOT_WRITABLE } = PROVIDER_ERRORS
  return hasErrorCode(error, DISK_FULL) || hasErrorCode(error, DIRECTORY_NOT_WRITABLE)
}
