import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import { errors, Pool } from 'undici'
import { getTraceId } from '../../core/tracing.js'
import type { CompletedRequest } from '../../services/http/server/create-http-app.js'
import {
  type AllowedAccess,
  findForbiddenAccess,
  LOOPBACK_ACCESS,
} from '../../services/http/requests/allowed-access.js'
import { toLoggedPath } from '../../services/http/requests/to-logged-path.js'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import { toProblemBody, PROBLEM_CONTENT_TYPE } from '../../services/http/problems/problem-body.js'
import {
  getRequestId,
  type RequestTrace,
  parseRequestTrace,
} from '../../services/http/requests/request-trace.js'
import type { RequestGate } from '../../services/http/server/request-gate.js'
import { GATEWAY_ERRORS } from './gateway-errors.js'
import { toUpstreamHeaders, toClientHeaders } from './proxy-headers.js'
import { traceGatewayRequest } from './trace-gateway-request.js'
import type { UpstreamLoad } from './upstream-loads.js'
import { parseUpstreamPath } from './parse-upstream-path.js'
import { bodyTooLargeError, limitBody, MAX_PROXY_BODY_BYTES } from './limit-body.js'

export interface UpstreamProxyOptions {
  readonly name: string
  /** The only host that requests are sent to; a request cannot choose another one. */
  readonly upstream: URL
  /** Whether `homemanager logs` shows its output. */
  readonly hasLog?: boolean
  readonly logger: FastifyBaseLogger | undefined
  /** Updated for the metrics. */
  readonly load: UpstreamLoad
  /** Default: clients that address the gateway by a loopback name. */
  readonly access?: AllowedAccess | undefined
  readonly gate?: RequestGate | undefined
  readonly onResponse?: ((answer: CompletedRequest) => void) | undefined
}

/** Proxies `/<service>/…` to a custom implementation; streams both directions over keep-alive connections. */
export interface UpstreamProxy extends AsyncDisposable {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
}

const MAX_CONNECTIONS = 128
/** Requests of one upstream that wait for a connection; further ones are rejected. */
const MAX_QUEUED = 256

interface ProxyExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  readonly trace: RequestTrace
}

export function createUpstreamProxy(options: UpstreamProxyOptions): UpstreamProxy {
  const { name, upstream, load } = options
  const pool = new Pool(upstream.origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 3000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  })
  const basePath = upstream.pathname.replace(/\/$/, '')
  return {
    handle(request, response) {
      const url = request.url ?? ''
      traceGatewayRequest(name, request, response)
      const trace = parseRequestTrace(request.headers, getRequestId(request.headers))
      const exchange = { request, response, path: url, trace }
      reportWhenClosed(exchange, options)
      const path = parseUpstreamPath(url.slice(name.length + 1))
      const forbidden = findForbiddenAccess(request, options.access ?? LOOPBACK_ACCESS)
      if (forbidden !== undefined) respondWithProblem(exchange, options, forbidden)
      else if (path === undefined) {
        respondWithProblem(exchange, options, invalidPathError())
      } else if (load.inFlight >= MAX_CONNECTIONS + MAX_QUEUED) {
        load.rejected++
        respondWithProblem(exchange, options, overloadedError(name))
      } else if (Number(request.headers['content-length'] ?? 0) > MAX_PROXY_BODY_BYTES) {
        respondWithProblem(exchange, options, bodyTooLargeError())
      } else {
        load.inFlight++
        const forward = (leave: () => void): void => {
          const done = (): void => {
            load.inFlight--
            leave()
          }
          // The client may have disconnected while it waited.
          if (response.destroyed) done()
          else forwardRequest(pool, `${basePath}${path}`, exchange, { ...options, done })
        }
        if (options.gate === undefined) forward(() => {})
        else {
          options.gate.enter(request.headers).then(forward, (problem: HttpProblem) => {
            load.inFlight--
            respondWithProblem(exchange, options, problem)
          })
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy()
    },
  }
}

function forwardRequest(
  pool: Pool,
  path: string,
  exchange: ProxyExchange,
  options: UpstreamProxyOptions & { readonly done: () => void },
): void {
  const { request, response, trace } = exchange
  const method = request.method ?? 'GET'
  let abort: ((reason?: Error) => void) | undefined
  response.once('close', () => {
    // The client disconnected; the rest is not needed.
    if (!response.writableFinished) abort?.()
  })
  pool.dispatch(
    {
      path,
      method,
      headers: toUpstreamHeaders(request, options.name, trace),
      body: limitBody(request),
    },
    {
      onConnect(cancel) {
        abort = cancel
      },
      onHeaders(status, headers, resume) {
        if (status < 200) return true
        response.writeHead(status, toClientHeaders(headers, trace.requestId))
        response.on('drain', resume)
        return true
      },
      onData: (chunk) => response.write(chunk),
      onComplete() {
        options.done()
        response.end()
      },
      onError(error) {
        options.done()
        if (response.headersSent) response.destroy()
        else respondWithProblem(exchange, options, toUpstreamProblem(options, error))
      },
    },
  )
}

/** Reported to log and metrics once, at the end. */
function reportWhenClosed(
  { request, response, path, trace }: ProxyExchange,
  options: UpstreamProxyOptions,
): void {
  const since = performance.now()
  response.once('close', () => {
    const elapsed = performance.now() - since
    const method = request.method ?? 'GET'
    const status = response.writableFinished ? response.statusCode : 499
    options.onResponse?.({ method, route: `/${options.name}/*`, status, seconds: elapsed / 1000 })
    const plain = toLoggedPath(path)
    options.logger?.info(
      {
        request_id: trace.requestId,
        method,
        path: plain,
        upstream: options.name,
        status,
        ms: Math.round(elapsed * 10) / 10,
        correlation_id: trace.correlationId,
        trace_id: getTraceId(trace.traceparent),
      },
      `${method} ${plain} ${status}`,
    )
  })
}

function respondWithProblem(
  { request, response, trace }: ProxyExchange,
  options: UpstreamProxyOptions,
  problem: HttpProblem,
): void {
  if (problem.status >= 500)
    options.logger?.warn(
      { err: problem.cause, request_id: trace.requestId, trace_id: getTraceId(trace.traceparent) },
      problem.message,
    )
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(toProblemBody(problem, trace.requestId))
  // The rest of the body is not read, so the connection cannot be reused.
  const rest = request.complete ? {} : { connection: 'close' }
  response.writeHead(problem.status, {
    'x-request-id': trace.requestId,
    'content-type': PROBLEM_CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
    ...problem.headers,
    ...rest,
  })
  response.end(text)
}

function toUpstreamProblem({ name, hasLog }: UpstreamProxyOptions, error: Error): HttpProblem {
  if (error instanceof HttpProblem) return error
  const late =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  const code = late ? GATEWAY_ERRORS.UPSTREAM_TIMEOUT : GATEWAY_ERRORS.UPSTREAM_UNREACHABLE
  const check =
    hasLog === true
      ? `Run homemanager logs ${name}`
      : 'Check that it is running at the url in homemanager.yaml'
  return new HttpProblem(code, {
    detail: `The custom ${name} service ${late ? 'timed out' : 'is unreachable'}. ${check}.`,
    cause: error,
  })
}

function invalidPathError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail: 'The path must not contain //, backslashes or dot segments.',
  })
}

function overloadedError(name: string): HttpProblem {
  return new HttpProblem(GATEWAY_ERRORS.UPSTREAM_OVERLOADED, {
    detail: `${MAX_QUEUED} requests already wait for the custom ${name} service. Try again in a moment.`,
    headers: { 'retry-after': '1' },
  })
}
