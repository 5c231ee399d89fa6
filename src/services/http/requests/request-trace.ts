import type { IncomingHttpHeaders } from 'node:http'
import { createId } from '../../../core/ids.js'
import { randomHex } from '../../../core/random-hex.js'

/** The IDs that are passed on from a request to other services and to the events that it causes. */
export interface RequestTrace {
  readonly requestId: string
  readonly correlationId: string
  /** W3C Trace Context, level 1. */
  readonly traceparent: string
}

const SAFE_ID_PATTERN = /^[\w.:-]{1,64}$/
const TRACEPARENT_PATTERN = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** The IDs in the headers of a request if they are well-formed, new ones otherwise. */
export function parseRequestTrace(headers: IncomingHttpHeaders, requestId: string): RequestTrace {
  const correlationId = toSafeId(headers['x-correlation-id']) ?? requestId
  return { requestId, correlationId, traceparent: toChildTraceparent(headers['traceparent']) }
}

/** A request of Fastify. */
interface TracedRequest {
  readonly id: string
  readonly headers: IncomingHttpHeaders
}

const tracesByRequest = new WeakMap<TracedRequest, RequestTrace>()

/** Like `parseRequestTrace`, computed once for each request. */
export function getRequestTrace(request: TracedRequest): RequestTrace {
  const known = tracesByRequest.get(request)
  if (known !== undefined) return known
  const trace = parseRequestTrace(request.headers, request.id)
  tracesByRequest.set(request, trace)
  return trace
}

/** The caller's `X-Request-Id` if it is safe to write to logs and headers, otherwise a new one. */
export function getRequestId(headers: IncomingHttpHeaders): string {
  return toSafeId(headers['x-request-id']) ?? createId()
}

function toSafeId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && SAFE_ID_PATTERN.test(header) ? header : undefined
}

function toChildTraceparent(parent: string | string[] | undefined): string {
  const match = typeof parent === 'string' ? TRACEPARENT_PATTERN.exec(parent) : null
  const traceId = match?.[1] ?? randomHex(16)
  return `00-${traceId}-${randomHex(8)}-${match?.[2] ?? '01'}`
}
