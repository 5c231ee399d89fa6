import { HomeError } from '../core/home-error.js'
import { QUERY_ERRORS } from './query-errors.js'

/** An error of the service as one that a user can act on; anything without a service's name for it stays as it is. */
export function toDynamodbQueryError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.endsWith('Exception')) return error
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `DynamoDB refused the query: ${error.message}`,
    detail: error.name,
    suggestion: 'Names with - need double quotes: SELECT * FROM "homemanager-todos" WHERE PK = \'USER#…\'',
    cause: error,
  })
}
