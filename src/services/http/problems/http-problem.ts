import { EXIT, HomeError } from '../../../core/home-error.js'

/** A stable error code of the HTTP API and its status. */
export interface HttpErrorCode {
  readonly code: string
  readonly status: number
  /** The `title` of RFC 9457: the same for every occurrence. */
  readonly title: string
}

/** Declares the error codes of one directory; the key is the code. */
export function defineHttpErrors<const K extends string>(
  codes: Readonly<Record<K, Omit<HttpErrorCode, 'code'>>>,
): Readonly<Record<K, HttpErrorCode>> {
  const entries = Object.entries<Omit<HttpErrorCode, 'code'>>(codes)
  return Object.fromEntries(entries.map(([code, rest]) => [code, { code, ...rest }])) as Record<
    K,
    HttpErrorCode
  >
}

/** One invalid value of a request, located by a JSON Pointer. */
export interface ProblemPointer {
  readonly pointer: string
  readonly detail: string
}

export interface HttpProblemOptions {
  readonly detail: string
  readonly errors?: readonly ProblemPointer[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** An error of the HTTP API, sent as `application/problem+json`. */
export class HttpProblem extends HomeError {
  readonly status: number
  readonly title: string
  readonly errors: readonly ProblemPointer[]
  readonly headers: Readonly<Record<string, string>>

  constructor(code: HttpErrorCode, options: HttpProblemOptions) {
    super(
      { code: code.code, exitCode: EXIT.failed, meaning: code.title },
      { message: options.detail, ...(options.cause === undefined ? {} : { cause: options.cause }) },
    )
    this.name = 'HttpProblem'
    this.status = code.status
    this.title = code.title
    this.errors = options.errors ?? []
    this.headers = options.headers ?? {}
  }
}
