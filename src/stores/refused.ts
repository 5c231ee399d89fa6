import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { isPassingFailure } from './is-passing-failure.js'
import { STORE_ERRORS } from './store-errors.js'

const NAMES: Readonly<Record<StoreName, string>> = {
  postgres: 'PostgreSQL',
  dynamodb: 'DynamoDB',
  mongo: 'MongoDB',
}

/** The error of a store that answers, but not what was asked: an index or a table is missing, say. */
export function refused(store: StoreName, message: string, cause?: unknown): HomeError {
  return new HomeError(STORE_ERRORS.STORE_REFUSED, {
    message: `${NAMES[store]} refused: ${message}`,
    suggestion: 'Run homemanager migrate status: does the schema agree with its migrations?',
    cause,
  })
}

/** What a store's client throws, as the same error; anything else stays as it is. */
export function asRefused(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HomeError || isPassingFailure(error)) return error
  if ('severity' in error) return refused('postgres', error.message, error)
  if (/^Mongo\w*Error$/.test(error.name) && 'code' in error) return refused('mongo', error.message, error)
  return error.name.endsWith('Exception') ? refused('dynamodb', error.message, error) : error
}
