import { HomeError } from '../core/home-error.js'
import { STORE_NAMES } from '../core/store-name.js'
import { unwrapSuppressedError } from '../core/unwrap-suppressed-error.js'
import { STORE_ERRORS } from './contracts/store-errors.js'
import { isTransientError } from './is-transient-error.js'
import { getStoreDriver } from './registry.js'

/**
 * Converts an error of a store's client to a `STORE_ERROR`, for example because a table or an index is missing. Returns
 * any other error unchanged.
 */
export function toStoreError(thrown: unknown): unknown {
  const error = unwrapSuppressedError(thrown)
  if (!(error instanceof Error) || error instanceof HomeError || isTransientError(error)) return error
  const driver = STORE_NAMES.map(getStoreDriver).find((each) => each.isRequestError(error))
  if (driver === undefined) return error
  return new HomeError(STORE_ERRORS.STORE_ERROR, {
    message: `${driver.title} returned an error: ${error.message}`,
    suggestion:
      driver.suggestFor?.(error) ?? 'Run homemanager migrate status to check that the schema is up to date.',
    cause: error,
  })
}
