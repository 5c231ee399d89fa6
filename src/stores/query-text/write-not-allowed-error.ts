import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../contracts/query-errors.js'

/** The error for a query that would write although `--write` is not given. */
export function writeNotAllowedError(
  message: string,
  options: { detail?: string; cause?: unknown },
): HomeError {
  return new HomeError(QUERY_ERRORS.WRITE_NOT_ALLOWED, {
    message,
    ...options,
    suggestion: 'Add --write if the query should change data.',
  })
}
