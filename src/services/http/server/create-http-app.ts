import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactory,
  LogController,
} from 'fastify'
import { endSentence } from '../../../core/end-sentence.js'
import { getTraceId } from '../../../core/tracing.js'
import { type AllowedAccess, findForbiddenAccess, LOOPBACK_ACCESS } from '../requests/allowed-access.js'
import { addAccessLog } from './access-log.js'
import { collectAllowedMethods } from './allowed-methods.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'
import { toProblemBody, PROBLEM_CONTENT_TYPE } from '../problems/problem-body.js'
import { getRequestId, getRequestTrace } from '../requests/request-trace.js'
import { sendProblem } from '../problems/send-problem.js'
import type { RequestGate } from './request-gate.js'

export interface HttpAppOptions {
  readonly logger?: FastifyBaseLogger | undefined
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number
  /** Maximum time to receive a request, in milliseconds; default 30,000. */
  readonly requestTimeoutMs?: number
  /** Who may send requests; default: clients that address the server by a loopback name. */
  readonly access?: AllowedAccess | undefined
  /** Holds requests back while the stores are saved; default: requests never wait. */
  readonly gate?: RequestGate | undefined
  /** Called after every response. */
  readonly onResponse?: ((completed: CompletedRequest) => void) | undefined
  /** Creates the HTTP server; default: Fastify's. */
  readonly serverFactory?: FastifyServerFactory
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requests of the route never wait at the gate. */
    passesGate?: true
  }
}

export interface CompletedRequest {
  readonly method: string
  /** The path pattern, for example `/v1/todos/:id`. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** How often the server looks for connections that have exceeded a timeout, in milliseconds. Node's default is 30,000. */
export const TIMEOUT_CHECK_INTERVAL_MS = 5000
/** Characters of a path in an error message. */
const MAX_SHOWN_PATH = 200

export const MAX_BODY_BYTES: number = 1024 * 1024

/** Creates a Fastify application with the limits, timeouts, request IDs and problem responses of this project. */
export function createHttpApp(options: HttpAppOptions = {}): FastifyInstance {
  const app = Fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    ...(options.serverFactory === undefined ? {} : { serverFactory: options.serverFactory }),
    bodyLimit: options.bodyLimit ?? MAX_BODY_BYTES,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    http: { connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS },
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // The access log writes one line for each request, after the response.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    // The trace is in each line of a request.
    childLoggerFactory(logger, bindings, options, request) {
      const { traceparent } = getRequestTrace({
        id: String(bindings['request_id']),
        headers: request.headers,
      })
      return logger.child({ ...bindings, trace_id: getTraceId(traceparent) }, options)
    },
    requestIdHeader: false,
    genReqId: (request) => getRequestId(request.headers),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: respondToBrokenRequest,
    routerOptions: { maxParamLength: 128 },
  })
  app.setErrorHandler(sendProblem)
  const allowedMethods = collectAllowedMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    return sendProblem(toRouteProblem(request.method, path, allowedMethods.list(path)), request, reply)
  })
  if (options.logger !== undefined) addAccessLog(app)
  if (options.onResponse !== undefined) reportCompletedRequests(app, options.onResponse)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    const forbidden = findForbiddenAccess(request.raw, options.access ?? LOOPBACK_ACCESS)
    if (forbidden !== undefined) throw forbidden
  })
  if (options.gate !== undefined) addGate(app, options.gate)
  return app
}

/** A request has ended when its response is closed and its handler, which may run longer than its client waits, has returned. */
function addGate(app: FastifyInstance, gate: RequestGate): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.passesGate === true) return
    const leave = await gate.enter(request.headers)
    // The client may have disconnected while it waited.
    if (reply.raw.closed || reply.raw.destroyed) leave()
    else reply.raw.once('close', leave)
  })
  app.addHook('onRoute', (route) => {
    if (route.config?.passesGate === true) return
    const { handler } = route
    route.handler = async function handleRequest(request, reply) {
      const end = gate.begin()
      try {
        const result: unknown = await handler.call(this, request, reply)
        return result
      } finally {
        end()
      }
    }
  })
}

/** A path of a service, without the name that it has at the gateway. */
function isServicePath(path: string): boolean {
  return path.startsWith('/v1/')
}

function toRouteProblem(method: string, path: string, allowed: readonly string[]): HttpProblem {
  if (allowed.length === 0) {
    const detail = `${method} ${path.slice(0, MAX_SHOWN_PATH)} is not a known route. See /openapi.json.${isServicePath(path) ? ' The gateway has the routes of a service below its name, such as /todo.' : ''}`
    return new HttpProblem(HTTP_ERRORS.ROUTE_NOT_FOUND, { detail })
  }
  return new HttpProblem(HTTP_ERRORS.METHOD_NOT_ALLOWED, {
    detail: `${method} is not supported at ${path.slice(0, MAX_SHOWN_PATH)}, only ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  })
}

function reportCompletedRequests(
  app: FastifyInstance,
  onResponse: (completed: CompletedRequest) => void,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode: status, elapsedTime } = reply
    onResponse({ method: request.method, route, status, seconds: elapsedTime / 1000 })
  })
}

/** Sends a problem response for what Node could not parse as a request: bad syntax, oversized headers, a timeout. */
function respondToBrokenRequest(
  this: unknown,
  error: NodeJS.ErrnoException,
  socket: NodeJS.Socket & { writable: boolean },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const problem = new HttpProblem(toBrokenRequestError(error.code), { detail: endSentence(error.message) })
  const body = JSON.stringify(toProblemBody(problem, undefined))
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\ncontent-type: ${PROBLEM_CONTENT_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function toBrokenRequestError(code: string | undefined): (typeof HTTP_ERRORS)[keyof typeof HTTP_ERRORS] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return HTTP_ERRORS.REQUEST_TIMEOUT
  if (code === 'HPE_HEADER_OVERFLOW') return HTTP_ERRORS.HEADERS_TOO_LARGE
  return HTTP_ERRORS.INVALID_REQUEST
}
