import { CONFIG_ERRORS } from '../../config/config-errors.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'

/** The error of a configured URL that the client library of the store rejects. */
export function invalidUrl(setting: string, variable: string, cause: unknown): HomeError {
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `The URL in ${setting} is invalid.`,
    detail: getErrorMessage(cause),
    suggestion: `Correct ${variable} or ${setting} in homemanager.yaml. Reserved characters in a password must be percent-encoded.`,
    cause,
  })
}
