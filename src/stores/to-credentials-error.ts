import { HomeError } from '../core/home-error.js'
import { toReadError } from '../core/user-file.js'
import { STORE_ERRORS } from './contracts/store-errors.js'

/**
 * Converts the error of the AWS SDK's provider chain if it has no credentials, or if a file that an AWS_ variable names cannot be
 * read. Returns any other error unchanged.
 */
export function toCredentialsError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { syscall, path } = error as NodeJS.ErrnoException
  if (syscall === 'open' && path !== undefined)
    return toReadError(
      error,
      path,
      'The file for AWS credentials',
      'Correct the AWS_ variable that names it, or unset it.',
    )
  // Node.js does not say which path is a directory.
  if (error.name !== 'CredentialsProviderError' && syscall !== 'read') return error
  return new HomeError(STORE_ERRORS.CREDENTIALS_NOT_FOUND, {
    message: 'The AWS SDK found no credentials.',
    detail: error.message,
    suggestion:
      'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and correct or unset AWS_ variables that name other files.',
    cause: error,
  })
}
