import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'

/** The error of a store that is not responding. `address` must not contain a password. */
export function storeUnreachable(store: StoreName, address: string, cause: unknown): HomeError {
  return new HomeError(PROVIDER_ERRORS.STORE_UNREACHABLE, {
    message: `${store} is not responding at ${address}.`,
    detail: cause instanceof Error ? getReason(cause) : String(cause),
    suggestion: 'Run homemanager status to check the stack, or homemanager up to start it.',
    cause,
  })
}

function getReason(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ')
  return error.message === '' ? error.name : error.message
}
