import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { isTransientError } from './is-transient-error.js'
import { STORE_ERRORS } from './contracts/store-errors.js'

const STORE_DISPLAY_NAMES: Readonly<Record<StoreName, string>> = {
  postgres: 'PostgreSQL',
  dynamodb: 'DynamoDB',
  mongo: 'MongoDB',
}

/** The error of a request that a store rejected, for example because a table or an index is missing. */
export function storeError(store: StoreName, message: string, cause?: unknown): HomeError {
  return new HomeError(STORE_ERRORS.STORE_ERROR, {
    message: `${STORE_DISPLAY_NAMES[store]} returned an error: ${message}`,
    suggestion: 'Run homemanager migrate status to check that the schema is up to date.',
    cause,
  })
}

/** Converts an error of a store's client to a `STORE_ERROR`; returns any other error unchanged. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HomeError || isTransientError(error)) return error
  if ('severity' in error) return storeError('postgres', error.message, error)
  if (/^Mongo\w*Error$/.test(error.name) && 'code' in error) return storeError('mongo', error.message, error)
  return error.name.endsWith('Exception') ? storeError('dynamodb', error.message, error) : error
}
