import { toOptionError } from '../../../core/check-options.js'
import { HomeError } from '../../../core/home-error.js'
import type { AnyCallInput, ServiceClientOptions } from './call-input.js'
import { checkCall, checkClientArguments } from './check-call.js'
import { findResponseMismatch } from './find-response-mismatch.js'
import { CLIENT_ERRORS } from './client-errors.js'
import { HttpProblem } from '../problems/http-problem.js'
import type { Operation } from '../api/operation.js'
import type { ProblemBody } from '../problems/problem-body.js'

/** One section of a call, if the operation has it; optional if none of its properties is required. */
type CallSection<Name extends string, T> = unknown extends T
  ? unknown
  : Record<string, never> extends T
    ? { readonly [K in Name]?: T }
    : { readonly [K in Name]: T }

/** The argument of a client method. */
export type CallInput<O> =
  O extends Operation<infer Params, infer Query, infer Body, infer _>
    ? CallSection<'params', Params> &
        CallSection<'query', Query> &
        CallSection<'body', Body> & {
          readonly idempotencyKey?: string
          /** The expected version of the resource. */
          readonly ifMatch?: number
        }
    : never

type ResponseBody<O> =
  O extends Operation<infer _P, infer _Q, infer _B, infer Result>
    ? unknown extends Result
      ? void
      : Result
    : never

/**
 * A method for each operation, named by its ID. Rejects with HttpProblem (`status`, `code`) on an error response, and with HomeError
 * otherwise: `SERVICE_UNREACHABLE`, `RESPONSE_SCHEMA_MISMATCH`, or `OPTION_INVALID` for an incomplete call.
 */
export type ServiceClient<Operations> = {
  readonly [Name in keyof Operations]: Record<string, never> extends CallInput<Operations[Name]>
    ? (input?: CallInput<Operations[Name]>) => Promise<ResponseBody<Operations[Name]>>
    : (input: CallInput<Operations[Name]>) => Promise<ResponseBody<Operations[Name]>>
}

/**
 * Creates a client of the service at `baseUrl` from the operations of the service. Every response is validated against
 * the schema of its operation, so a returned value has its declared type. `call` is the function that the program has called. Throws
 * `OPTION_INVALID`.
 */
export function createServiceClient<Operations extends object>(
  operations: Operations,
  baseUrl: string,
  options: ServiceClientOptions = {},
  call = 'createServiceClient',
): ServiceClient<Operations> {
  checkClientArguments(call, baseUrl, options)
  const methods = Object.values(operations as Readonly<Record<string, Operation>>).map((operation) => [
    operation.id,
    async (input: AnyCallInput = {}) => callOperation(operation, baseUrl, input, options),
  ])
  return Object.fromEntries(methods) as ServiceClient<Operations>
}

async function callOperation(
  operation: Operation,
  baseUrl: string,
  input: AnyCallInput,
  options: ServiceClientOptions,
): Promise<unknown> {
  checkCall(operation, input)
  const token = typeof options.token === 'function' ? await options.token() : options.token
  const url = buildOperationUrl(operation, baseUrl, input)
  const { timeoutMs = 10_000 } = options
  const { response, text } = await request(operation, url, timeoutMs, {
    method: operation.method,
    headers: toHeaders(operation, {
      accept: 'application/json',
      ...options.headers,
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined || operation.access === 'public' ? {} : { authorization: `Bearer ${token}` }),
      ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
      ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
    }),
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  })
  const body = text === '' ? undefined : parseResponseText(text)
  const contentType = response.headers.get('content-type') ?? ''
  const problem = findResponseMismatch(operation, { status: response.status, contentType, body })
  if (problem !== undefined) throw responseMismatchError(operation, url, problem)
  if (response.status >= 400) throw fromProblemBody(body as ProblemBody)
  return body
}

/** Throws `OPTION_INVALID`, without the value, which may be a secret. */
function toHeaders({ id }: Operation, given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value)
    } catch {
      throw toOptionError(
        name === 'authorization'
          ? `The token of ${id} is not valid.`
          : `The header ${JSON.stringify(name)} of ${id} is not valid.`,
        'A header has no line breaks and no characters beyond Latin-1.',
      )
    }
  }
  return headers
}

/** Sends a request and receives all of the response. Throws `SERVICE_UNREACHABLE`. */
async function request(
  { method }: Operation,
  url: URL,
  timeoutMs: number,
  init: RequestInit,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
    return { response, text: await response.text() }
  } catch (error) {
    const target = `${method} ${url.origin}${url.pathname}`
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new HomeError(CLIENT_ERRORS.SERVICE_UNREACHABLE, {
        message: `${target} got no response within ${timeoutMs} ms.`,
        suggestion:
          'Allow more time with the option timeoutMs of the client, or read the log: homemanager logs.',
        cause: error,
      })
    throw new HomeError(CLIENT_ERRORS.SERVICE_UNREACHABLE, {
      message: `${target} got no response.`,
      detail: describeFailure(error),
      suggestion:
        'Check that the URL is that of the service. homemanager status shows those of the stack, and homemanager up starts it.',
      cause: error,
    })
  }
}

/** `fetch failed` says nothing; what caused it does. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}

/** The URL of a call. Every value is percent-encoded, so that it cannot change the path. */
export function buildOperationUrl(operation: Operation, baseUrl: string, input: AnyCallInput): URL {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

function parseResponseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function fromProblemBody(body: ProblemBody): HttpProblem {
  return new HttpProblem(
    { code: body.code, status: body.status, title: body.title },
    { detail: body.detail, ...(body.errors === undefined ? {} : { errors: body.errors }) },
  )
}

function responseMismatchError(operation: Operation, url: URL, problem: string): HomeError {
  return new HomeError(CLIENT_ERRORS.RESPONSE_SCHEMA_MISMATCH, {
    message: `${operation.method} ${url.origin}${url.pathname} returned a response that does not match the contract of ${operation.id}: ${problem}.`,
    suggestion: 'Run homemanager conformance to test the service.',
  })
}
