import { endSentence } from '../core/end-sentence.js'
import { getErrorMessage } from '../core/get-error-message.js'
import { unwrapSuppressedError } from '../core/unwrap-suppressed-error.js'
import { HomeError } from '../core/home-error.js'
import { getPackagePath } from '../core/package-path.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { PROVIDER_ERRORS } from '../providers/provider-errors.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** Converts any other error to a `HomeError`. `operation` names what failed, such as "Migrating postgres". */
export function toMigrationError(thrown: unknown, operation: string): HomeError {
  const error = unwrapSuppressedError(thrown)
  if (error instanceof HomeError) return error
  const transient = isTransientError(error)
  return new HomeError(transient ? PROVIDER_ERRORS.STORE_UNREACHABLE : MIGRATION_ERRORS.MIGRATION_FAILED, {
    message: transient
      ? `${operation} failed: the store is unreachable or overloaded.`
      : `${operation} failed: ${endSentence(getErrorMessage(error))}`,
    detail: transient ? describeError(error) : (findUserFrame(error) ?? describeError(error)),
    suggestion: 'Run homemanager migrate status, then homemanager migrate again.',
    cause: error,
  })
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Where the user's code threw the error: the first stack frame outside of packages, this one included. */
function findUserFrame(error: unknown): string | undefined {
  const { stack = '' } = error instanceof Error ? error : {}
  const frame = stack
    .split('\n')
    .find(
      (line) =>
        /^\s+at .*:\d+:\d+/.test(line) &&
        !/node_modules|node:/.test(line) &&
        !line.includes(getPackagePath('dist/')),
    )
  return frame?.trim().replace(/\?at=\d+/, '')
}
