import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'

/** Whether an error says that the state directory cannot be written: see `toNotWritableError`. */
export function isNotWritable(error: unknown): error is HomeError {
  const codes: readonly string[] = [
    PROVIDER_ERRORS.DISK_FULL.code,
    PROVIDER_ERRORS.DIRECTORY_NOT_WRITABLE.code,
  ]
  return error instanceof HomeError && codes.includes(error.code)
}
