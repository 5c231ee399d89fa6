import { CommanderError } from 'commander'
import { type ExitCode, HomeError } from '../core/home-error.js'
import type { ErrorReport } from '../output/error-report.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { STORE_ERRORS } from '../stores/store-errors.js'
import { CLI_ERRORS } from './cli-errors.js'

/** What is shown of an error, and what the process ends with. */
export function toErrorReport(
  error: unknown,
  signal: AbortSignal,
): { readonly report: ErrorReport; readonly exitCode: ExitCode } {
  // What failed because it was interrupted is not reported as a failure.
  if (signal.aborted || (error instanceof Error && error.name === 'ExitPromptError')) {
    return {
      report: { code: CLI_ERRORS.INTERRUPTED.code, message: 'Interrupted.' },
      exitCode: CLI_ERRORS.INTERRUPTED.exitCode,
    }
  }
  if (error instanceof HomeError) {
    const { code, message, detail, suggestion } = error
    const optional = {
      ...(detail === undefined ? {} : { detail }),
      ...(suggestion === undefined ? {} : { suggestion }),
    }
    return { report: { code, message, ...optional }, exitCode: error.exitCode }
  }
  if (error instanceof CommanderError) {
    const [said = '', hint = ''] = error.message.replace(/^error: /, '').split('\n')
    const message = said.charAt(0).toUpperCase() + said.slice(1)
    const meant = /^\(Did you mean (.+)\?\)$/.exec(hint)?.[1]
    const help = 'Run homemanager --help, or homemanager COMMAND --help.'
    const suggestion = meant === undefined ? help : `Did you mean ${meant}? ${help}`
    return {
      report: { code: CLI_ERRORS.USAGE.code, message, suggestion },
      exitCode: CLI_ERRORS.USAGE.exitCode,
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (isTransientError(error)) {
    return {
      report: {
        code: STORE_ERRORS.STORE_UNREACHABLE.code,
        message: 'A store stopped answering, or is too busy to.',
        detail: message,
        suggestion: 'Run homemanager status, then this command again: it goes on from where it was.',
      },
      exitCode: STORE_ERRORS.STORE_UNREACHABLE.exitCode,
    }
  }
  return {
    report: {
      code: CLI_ERRORS.INTERNAL.code,
      message: `homemanager has a fault: ${message}`,
      suggestion: 'Run it again with --verbose and report what it prints.',
    },
    exitCode: CLI_ERRORS.INTERNAL.exitCode,
  }
}
