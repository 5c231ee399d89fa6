/** Exit codes of the process; part of the command-line interface. */
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

/** A stable error code. `meaning` is its description on the error code page of the docs. */
export interface ErrorCode {
  readonly code: string
  readonly exitCode: ExitCode
  readonly meaning: string
}

/** What a command has replaced before it failed. */
export interface ReplacedData {
  /** The snapshot whose data the stores have now. */
  readonly restored: string
  /** The snapshot with the data that was replaced; null if none was saved. */
  readonly backup: string | null
}

/** A record that an ambiguous ID can mean. */
export interface Candidate {
  readonly entity: string
  readonly id: string
  readonly title: string
}

export interface HomeErrorOptions {
  /** What failed, in one sentence, with the names and values involved. */
  readonly message: string
  /** The cause: log lines, the value found, the file and line. */
  readonly detail?: string
  /** The command to run next, or the setting to change. */
  readonly suggestion?: string
  /** Only if data was replaced. */
  readonly replaced?: ReplacedData
  /** Only if an ID is ambiguous. */
  readonly candidates?: readonly Candidate[]
  readonly cause?: unknown
}

/**
 * An error that the user can act on. Any other error that reaches the command line is reported as an internal error.
 */
export class HomeError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly detail: string | undefined
  readonly suggestion: string | undefined
  readonly replaced: ReplacedData | undefined
  readonly candidates: readonly Candidate[] | undefined

  constructor(code: ErrorCode, options: HomeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HomeError'
    this.code = code.code
    this.exitCode = code.exitCode
    this.detail = options.detail
    this.suggestion = options.suggestion
    this.replaced = options.replaced
    this.candidates = options.candidates
    this.#describe()
  }

  /** Puts the detail and the suggestion into what test runners and Node.js print of an error. The message stays as it is. */
  #describe(): void {
    const { message, detail, suggestion } = this
    const lines = [
      ...(detail?.split('\n') ?? []),
      ...(suggestion?.split('\n').map((line, at) => `${at === 0 ? '→' : ' '} ${line}`) ?? []),
    ].map((line) => `  ${line}`)
    for (const key of ['detail', 'suggestion', 'replaced', 'candidates'] as const)
      if (this[key] === undefined) hide(this, key, undefined)
    if (lines.length === 0) return
    const { stack = '' } = this
    const start = stack.indexOf(message)
    const frames = start === -1 ? '' : stack.slice(start + message.length)
    this.stack = [`${this.name}: ${message}`, ...lines].join('\n') + frames
    // Vitest prints only the frames of a stack, but this property below the message.
    hide(this, 'codeFrame', lines.join('\n'))
  }
}

/** Sets a property that is not printed. */
function hide(error: HomeError, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable: false, configurable: true, writable: true })
}

/** Whether an error is a `HomeError` with this code. */
export function hasErrorCode(error: unknown, { code }: Pick<ErrorCode, 'code'>): error is HomeError {
  return error instanceof HomeError && error.code === code
}

/**
 * The same error with another message, detail or suggestion. `code` is its code. The original is not its cause: it would be
 * printed, too.
 */
export function rewordError(
  error: HomeError,
  code: ErrorCode,
  changes: Partial<Pick<HomeErrorOptions, 'message' | 'detail' | 'suggestion'>>,
): HomeError {
  const { message, detail, suggestion } = error
  return new HomeError(code, {
    message,
    ...(detail === undefined ? {} : { detail }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...changes,
    cause: findForeignCause(error),
  })
}

/** The cause of an error that is no `HomeError`, such as the error of a driver. */
function findForeignCause({ cause }: HomeError): unknown {
  return cause instanceof HomeError ? findForeignCause(cause) : cause
}

/**
 * Declares the error codes of one directory, in its `*-errors.ts` file. The key is the code:
 * `export const STACK_ERRORS = defineErrorCodes({ PORT_IN_USE: { … } })`.
 */
export function defineErrorCodes<const K extends string>(
  codes: Readonly<Record<K, Omit<ErrorCode, 'code'>>>,
): Readonly<Record<K, ErrorCode>> {
  const entries = Object.entries<Omit<ErrorCode, 'code'>>(codes)
  return Object.fromEntries(entries.map(([code, rest]) => [code, { code, ...rest }])) as Record<K, ErrorCode>
}
