import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MigrationStep } from '../../contracts/migration-store.js'
import { describeDynamodbError } from '../client/describe-dynamodb-error.js'

/** Converts an exception of DynamoDB to a HomeError. Other errors are returned unchanged. */
export function toStepError({ name }: MigrationStep, error: unknown): unknown {
  if (!(error instanceof DynamoDBServiceException)) return error
  const { reason, detail } = describeDynamodbError(error)
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `DynamoDB rejected step "${name}": ${reason}.`,
    detail,
    suggestion: 'Correct the migration, then run homemanager migrate again.',
    cause: error,
  })
}

/** Of a request that the client has repeated, the first attempt may have been performed. */
export function isRejectedRequest(error: unknown): boolean {
  if (!(error instanceof DynamoDBServiceException)) return false
  const { attempts, httpStatusCode = 500 } = error.$metadata
  return attempts === 1 && httpStatusCode >= 400 && httpStatusCode < 500 && httpStatusCode !== REQUEST_TIMEOUT
}

const REQUEST_TIMEOUT = 408
