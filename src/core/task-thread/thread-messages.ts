import { HomeError, type ExitCode } from '../home-error.js'

/** Sent to the thread. */
export type ThreadRequest =
  | { readonly type: 'call'; readonly id: number; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number }

/** Sent by the thread. The last one of a call has its value or its error. */
export type ThreadReply = { readonly id: number } & (
  | { readonly note: string }
  | { readonly value: unknown }
  | { readonly error: SentError }
)

/** An error as it is sent: a message between threads keeps neither the class nor own properties of an error. */
interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly home?: {
    readonly code: string
    readonly exitCode: ExitCode
    readonly detail: string | undefined
    readonly suggestion: string | undefined
  }
}

export function toSentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined }
  const { name, message, stack } = error
  if (!(error instanceof HomeError)) return { name, message, stack }
  const { code, exitCode, detail, suggestion } = error
  return { name, message, stack, home: { code, exitCode, detail, suggestion } }
}

/** The error with the stack that it had in the thread, where the line of the user's code is. */
export function fromSentError({ name, message, stack, home }: SentError): Error {
  const error =
    home === undefined
      ? Object.assign(new Error(message), { name })
      : new HomeError(
          { code: home.code, exitCode: home.exitCode, meaning: '' },
          {
            message,
            ...(home.detail === undefined ? {} : { detail: home.detail }),
            ...(home.suggestion === undefined ? {} : { suggestion: home.suggestion }),
          },
        )
  if (stack !== undefined) error.stack = stack
  return error
}
