import { findClosestMatch } from '../core/closest-match.js'
import { HomeError } from '../core/home-error.js'
import { CLI_ERRORS } from './cli-errors.js'

export interface UsageErrorOptions {
  readonly message: string
  readonly detail?: string
  /** What the user probably meant, as a complete sentence. */
  readonly hint?: string | undefined
}

/**
 * An invalid command line, code `USAGE`. Whoever parses a value need not know its command: the suggestion gets
 * `Run homemanager NAME --help.` where the command is known.
 */
export class UsageError extends HomeError {
  readonly #options: UsageErrorOptions

  constructor(options: UsageErrorOptions) {
    const { message, detail, hint } = options
    super(CLI_ERRORS.USAGE, {
      message,
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { suggestion: hint }),
    })
    this.#options = options
  }

  /** The same error, which suggests the help of `path`: a command and its subcommand, or nothing for the root help. */
  withHelpFor(path: string): HomeError {
    const { message, detail, hint } = this.#options
    const help = `Run homemanager ${path === '' ? '' : `${path} `}--help.`
    return new HomeError(CLI_ERRORS.USAGE, {
      message,
      ...(detail === undefined ? {} : { detail }),
      suggestion: hint === undefined ? help : `${hint} ${help}`,
      cause: this,
    })
  }
}

/** `Invalid value "podman" for --provider.` `subject` is an option (`--provider`) or an argument (`<service>`). */
export function invalidValueError(
  subject: string,
  value: string,
  allowed: readonly string[] | string,
  reason?: string,
): UsageError {
  const guess = typeof allowed === 'string' ? undefined : findClosestMatch(value, allowed)
  return new UsageError({
    message: `Invalid value "${value}" for ${subject}.`,
    detail: [
      typeof allowed === 'string' ? `Expected ${allowed}.` : `Allowed values: ${allowed.join(', ')}.`,
      ...(reason === undefined ? [] : [reason]),
    ].join(' '),
    hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
  })
}
