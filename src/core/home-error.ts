/** What the process ends with; part of the command line contract. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  confirmationRequired: 3,
  checksFailed: 4,
  missingPrerequisite: 5,
  timedOut: 6,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** One stable error code. `meaning` is a sentence for the error page of the docs. */
export interface ErrorCode {
  readonly code: string
  readonly exitCode: ExitCode
  readonly meaning: string
}

export interface HomeErrorOptions {
  /** What happened, one sentence, with the names and values of this case. */
  readonly message: string
  /** Why, or what was seen: log lines, the value found, the file and line. */
  readonly detail?: string
  /** The next command to run, or the next thing to change. */
  readonly suggestion?: string
  readonly cause?: unknown
}

/** An error that a user can act on. Anything else that reaches the border is an internal fault. */
export class HomeError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly detail: string | undefined
  readonly suggestion: string | undefined

  constructor(code: ErrorCode, options: HomeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HomeError'
    this.code = code.code
    this.exitCode = code.exitCode
    this.detail = options.detail
    this.suggestion = options.suggestion
  }
}

/** The codes of one folder by name. */
export type ErrorCodes<K extends string> = Readonly<Record<K, ErrorCode>>

/**
 * Declares the codes of one folder: `export const STACK_ERRORS: ErrorCodes<'PORT_IN_USE'> = defineErrorCodes({ PORT_IN_USE: { … } })`.
 * The key is the code; each folder keeps its codes in its own `*-errors.ts`.
 */
export function defineErrorCodes<const K extends string>(
  codes: Readonly<Record<K, Omit<ErrorCode, 'code'>>>,
): ErrorCodes<K> {
  const entries = Object.entries<Omit<ErrorCode, 'code'>>(codes)
  return Object.fromEntries(entries.map(([code, rest]) => [code, { code, ...rest }])) as Record<K, ErrorCode>
}
