import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../contracts/query-errors.js'

export function invalidParameterError(message: string, suggestion: string, cause?: unknown): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, { message, suggestion, cause })
}
