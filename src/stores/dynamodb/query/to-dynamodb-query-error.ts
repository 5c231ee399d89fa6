import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'

/** Converts an exception of DynamoDB to a HomeError. Other errors are returned unchanged. */
export function toDynamodbQueryError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.endsWith('Exception')) return error
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `DynamoDB returned an error: ${error.message}`,
    detail: error.name,
    suggestion: 'Quote names that contain -: SELECT * FROM "homemanager-todos" WHERE PK = \'USER#…\'',
    cause: error,
  })
}
