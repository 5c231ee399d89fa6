import { findFailedAddress } from '../core/connection-problem.js'
import { getErrorMessage } from '../core/get-error-message.js'
import { unwrapSuppressedError } from '../core/unwrap-suppressed-error.js'
import { type ExitCode, HomeError } from '../core/home-error.js'
import type { ErrorReport } from '../output/error-report.js'
import { toPermissionError } from '../core/user-file.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { PROVIDER_ERRORS } from '../providers/provider-errors.js'
import { CLI_ERRORS } from './cli-errors.js'

/** How an error is shown, and the exit code of the process. */
export function toErrorReport(
  thrown: unknown,
  signal: AbortSignal,
): { readonly report: ErrorReport; readonly exitCode: ExitCode } {
  const unwrapped = unwrapSuppressedError(thrown)
  const error = toPermissionError(unwrapped) ?? unwrapped
  // What failed because of the interruption is not reported as a failure.
  if (signal.aborted || (error instanceof Error && error.name === 'ExitPromptError')) {
    return {
      report: { code: CLI_ERRORS.INTERRUPTED.code, message: 'Interrupted.' },
      exitCode: CLI_ERRORS.INTERRUPTED.exitCode,
    }
  }
  if (error instanceof HomeError) {
    const { code, message, detail, suggestion, replaced, candidates } = error
    const optional = {
      ...(detail === undefined ? {} : { detail }),
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(replaced === undefined ? {} : { replaced }),
      ...(candidates === undefined ? {} : { candidates }),
    }
    return { report: { code, message, ...optional }, exitCode: error.exitCode }
  }
  const message = getErrorMessage(error)
  if (isTransientError(error)) {
    const address = findFailedAddress(error)
    return {
      report: {
        code: PROVIDER_ERRORS.STORE_UNREACHABLE.code,
        message:
          address === undefined
            ? 'The connection to a store was lost, or the store is overloaded.'
            : `Cannot connect to the store at ${address}.`,
        detail: message,
        suggestion:
          'Run homemanager status, and homemanager up if a store is not running; then rerun this command.',
      },
      exitCode: PROVIDER_ERRORS.STORE_UNREACHABLE.exitCode,
    }
  }
  return {
    report: {
      code: CLI_ERRORS.INTERNAL.code,
      message: `Internal error: ${message}`,
      suggestion: 'Run the command again with --verbose, and report its output.',
    },
    exitCode: CLI_ERRORS.INTERNAL.exitCode,
  }
}
