import type { IncomingHttpHeaders } from 'node:http'
import { createId } from '../../../core/ids.js'
import { createTraceparent } from '../../../core/tracing.js'

/** The IDs that are passed on from a request to other services and to the events that it causes. */
export interface RequestTrace {
  readonly requestId: string
  readonly correlationId: string
  /** W3C Trace Context, level 1. */
  readonly traceparent: string
  /** The authenticated user. */
  readonly actorId?: string
}

const SAFE_ID_PATTERN = /^[\w.:-]{1,64}$/

/** The IDs in the headers of a request if they are well-formed, new ones otherwise. */
export function parseRequestTrace(headers: IncomingHttpHeaders, requestId: string): RequestTrace {
  const correlationId = toSafeId(headers['x-correlation-id']) ?? requestId
  return { requestId, correlationId, traceparent: createTraceparent(getParent(headers)) }
}

/** The `traceparent` header of a request, of the client or of the gateway. */
export function getParent({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined
}

/** A request of Fastify, or of Node with the id that Fastify gave it. */
interface TracedRequest {
  readonly id: string
  readonly headers: IncomingHttpHeaders
}

/** By the headers, which both requests share. */
const tracesByHeaders = new WeakMap<IncomingHttpHeaders, RequestTrace>()

/** Like `parseRequestTrace`, computed once for each request. */
export function getRequestTrace(request: TracedRequest): RequestTrace {
  const known = tracesByHeaders.get(request.headers)
  if (known !== undefined) return known
  const trace = parseRequestTrace(request.headers, request.id)
  tracesByHeaders.set(request.headers, trace)
  return trace
}

/** The caller's `X-Request-Id` if it is safe to write to logs and headers, otherwise a new one. */
export function getRequestId(headers: IncomingHttpHeaders): string {
  return toSafeId(headers['x-request-id']) ?? createId()
}

function toSafeId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && SAFE_ID_PATTERN.test(header) ? header : undefined
}
