import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { HomeError, type HomeErrorOptions } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MigrationStep } from '../../contracts/migration-store.js'
import { StepRejectedError } from '../../contracts/step-rejected-error.js'
import { describeDynamodbError } from '../client/describe-dynamodb-error.js'

/** Names of errors of requests that are not valid. None of them is returned by a request that waits for a change. */
const REJECTIONS: ReadonlySet<string> = new Set(['ValidationException', 'SerializationException'])

/** Converts an exception of DynamoDB to a HomeError. Other errors are returned unchanged. */
export function toStepError(step: MigrationStep, error: unknown): unknown {
  if (!(error instanceof DynamoDBServiceException)) return error
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, toOptions(step, error))
}

/**
 * The same for a step that was not repeated: the error says so if it changed nothing. Not that of a request that was repeated, whose
 * first attempt may have been performed, nor that of the user's code, which may have sent other requests.
 */
export function toRejectedStepError(step: MigrationStep, error: unknown): unknown {
  const isRejection =
    error instanceof DynamoDBServiceException &&
    REJECTIONS.has(error.name) &&
    error.$metadata.attempts === 1 &&
    step.module === undefined
  return isRejection ? new StepRejectedError(toOptions(step, error)) : toStepError(step, error)
}

function toOptions({ name }: MigrationStep, error: DynamoDBServiceException): HomeErrorOptions {
  const { reason, detail } = describeDynamodbError(error)
  return {
    message: `DynamoDB rejected step "${name}": ${reason}.`,
    detail,
    suggestion: 'Correct the migration, then run homemanager migrate again.',
    cause: error,
  }
}
