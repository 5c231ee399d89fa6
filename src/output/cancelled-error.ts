import { HomeError } from '../core/home-error.js'
import { OUTPUT_ERRORS } from './output-errors.js'

/** For a command that the user has ended at its prompt. */
export function cancelledError(): HomeError {
  return new HomeError(OUTPUT_ERRORS.CANCELLED, { message: 'Nothing was changed.' })
}
