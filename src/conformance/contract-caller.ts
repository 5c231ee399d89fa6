import { findResponseMismatch, type WireResponse } from '../services/http/client/find-response-mismatch.js'
import type { Operation } from '../services/http/api/operation.js'
import { createFamily } from '../services/identity/api/family-operations.js'
import { register } from '../services/identity/api/identity-operations.js'
import type { AnyCallInput } from '../services/http/client/call-input.js'
import { buildOperationUrl } from '../services/http/client/service-client.js'
import { ContractViolation } from './contract-violation.js'
import type { SentRequest } from './curl-line.js'
import { toNoResponse } from './no-response.js'

export interface ContractResponse extends WireResponse {
  readonly headers: Headers
  /** A field of the response body. */
  field(name: string): unknown
}

export interface RawCall extends AnyCallInput {
  /** A raw body, sent instead of `body`. */
  readonly rawBody?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Replaces the caller's token; null for none. */
  readonly token?: string | null
}

/** Calls a service as one user and validates every response against the contract. */
export interface ContractCaller {
  readonly userId: string
  readonly familyId: string
  readonly token: string
  /** Returns any response that conforms to the contract, problems included. */
  send(operation: Operation, input?: RawCall): Promise<ContractResponse>
  /** Returns the response of a call that must succeed. */
  call(operation: Operation, input?: RawCall): Promise<ContractResponse>
  /** Expects an error with one of these statuses, and with this code if given. */
  expectProblem(
    operation: Operation,
    input: RawCall,
    statuses: readonly number[],
    code?: string,
  ): Promise<void>
}

const REQUEST_TIMEOUT_MS = 10_000
const CREATES_ACCOUNT: ReadonlySet<string> = new Set([register.id, createFamily.id])

/** What a caller reports. */
export interface CallObserver {
  onRequest(request: SentRequest): void
  /** Called for every response, before it is validated. */
  onResponse(operation: Operation, response: ContractResponse, request: SentRequest): void
}

export function createContractCaller(
  baseUrl: string,
  user: { readonly userId: string; readonly familyId: string; readonly token: string },
  observer: CallObserver,
  signal: AbortSignal,
): ContractCaller {
  const answer = async (operation: Operation, input: RawCall = {}): Promise<ContractResponse> => {
    const request = createRequest(operation, baseUrl, user.token, input)
    signal.throwIfAborted()
    observer.onRequest(request)
    // An account or a family that is being created is waited for: its ID says what to delete.
    const got = await sendRequest(request, CREATES_ACCOUNT.has(operation.id) ? undefined : signal)
    observer.onResponse(operation, got, request)
    const problem = findResponseMismatch(operation, got)
    if (problem !== undefined) throw new ContractViolation(`${problem} (${formatResponse(got)})`)
    return got
  }
  return {
    userId: user.userId,
    familyId: user.familyId,
    token: user.token,
    send: answer,
    async call(operation, input) {
      const got = await answer(operation, input)
      if (got.status >= 400) throw new ContractViolation(`unexpected error: ${formatResponse(got)}`)
      return got
    },
    async expectProblem(operation, input, statuses, code) {
      const got = await answer(operation, input)
      const agreed = statuses.includes(got.status) && (code === undefined || got.field('code') === code)
      if (agreed) return
      const expected = `${statuses.join(' or ')}${code === undefined ? '' : ` ${code}`}`
      throw new ContractViolation(`expected ${expected}, got ${formatResponse(got)}`)
    },
  }
}

function createRequest(operation: Operation, baseUrl: string, ownToken: string, input: RawCall): SentRequest {
  const token = input.token === undefined ? ownToken : input.token
  const body = input.rawBody ?? (input.body === undefined ? undefined : JSON.stringify(input.body))
  return {
    method: operation.method,
    url: String(buildOperationUrl(operation, baseUrl, input)),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null || token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
      ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
      ...input.headers,
    },
    ...(body === undefined ? {} : { body }),
  }
}

async function sendRequest(request: SentRequest, signal?: AbortSignal): Promise<ContractResponse> {
  const [response, text] = await send(request, signal)
  const parsed = text === '' ? undefined : parseResponseText(text)
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    headers: response.headers,
    body: parsed,
    field: (name) => getField(parsed, name),
  }
}

/** Throws `NoResponse`. */
async function send(
  { url, ...init }: SentRequest,
  signal?: AbortSignal,
): Promise<readonly [Response, string]> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      ...init,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      redirect: 'manual',
    })
    return [response, await response.text()]
  } catch (error) {
    throw toNoResponse(error)
  }
}

/** Reads a field of untyped JSON. */
export function getField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function parseResponseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function formatResponse({ status, body }: WireResponse): string {
  const text = JSON.stringify(body) ?? 'no body'
  return `${status} ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`
}
