import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { newId } from '../../core/ids.js'
import { randomHex } from '../../core/random-hex.js'

/** What follows a request through the services and into the events that it causes. */
export interface RequestTrace {
  readonly requestId: string
  readonly correlationId: string
  /** W3C Trace Context, level 1. */
  readonly traceparent: string
}

const SAFE_ID = /^[\w.:-]{1,64}$/
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** The ids of a request: those that it came with where they are well-formed, new ones otherwise. */
export function traceOf(headers: IncomingHttpHeaders, requestId: string): RequestTrace {
  const correlationId = safeId(headers['x-correlation-id']) ?? requestId
  return { requestId, correlationId, traceparent: childOf(headers['traceparent']) }
}

const traces = new WeakMap<FastifyRequest, RequestTrace>()

/** The same, once per request. */
export function traceOfRequest(request: FastifyRequest): RequestTrace {
  const known = traces.get(request)
  if (known !== undefined) return known
  const trace = traceOf(request.headers, request.id)
  traces.set(request, trace)
  return trace
}

/** The caller's `X-Request-Id` if it is harmless (it goes to logs and headers), else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  return safeId(headers['x-request-id']) ?? newId()
}

function safeId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && SAFE_ID.test(header) ? header : undefined
}

function childOf(parent: string | string[] | undefined): string {
  const match = typeof parent === 'string' ? TRACEPARENT.exec(parent) : null
  const traceId = match?.[1] ?? randomHex(16)
  return `00-${traceId}-${randomHex(8)}-${match?.[2] ?? '01'}`
}
