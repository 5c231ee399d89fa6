import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { STORE_ERRORS } from './store-errors.js'

/** The error of a store that does not answer; `where` must not hold a password. */
export function storeUnreachable(store: StoreName, where: string, cause: unknown): HomeError {
  return new HomeError(STORE_ERRORS.STORE_UNREACHABLE, {
    message: `${store} does not answer at ${where}.`,
    detail: cause instanceof Error ? getReason(cause) : String(cause),
    suggestion: 'Run homemanager status, or homemanager up.',
    cause,
  })
}

function getReason(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ')
  return error.message === '' ? error.name : error.message
}
