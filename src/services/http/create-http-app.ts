import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactory,
  LogController,
} from 'fastify'
import { accessLog } from './access-log.js'
import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'
import { bodyOf, PROBLEM_TYPE } from './problem-body.js'
import { requestIdOf } from './request-trace.js'
import { sendProblem } from './send-problem.js'

export interface HttpAppOptions {
  readonly logger?: FastifyBaseLogger | undefined
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number
  /** For a request to arrive completely, milliseconds; default 30,000. */
  readonly requestTimeoutMs?: number
  /** Told of every answer; `route` is the pattern. */
  readonly onAnswer?: ((answer: HttpAnswer) => void) | undefined
  /** Makes the HTTP server; default: Fastify's own. */
  readonly serverFactory?: FastifyServerFactory
}

export interface HttpAnswer {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export const BODY_LIMIT: number = 1024 * 1024

/** A Fastify application with this project's limits, time-outs, request ids and errors. */
export function createHttpApp(options: HttpAppOptions = {}): FastifyInstance {
  const app = Fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    ...(options.serverFactory === undefined ? {} : { serverFactory: options.serverFactory }),
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // Requests are logged once, when answered, by the access log.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { maxParamLength: 128 },
  })
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) => {
    const detail = `${request.method} ${request.url.split('?')[0] ?? ''} is not a route; see /openapi.json.`
    return sendProblem(new HttpProblem(HTTP_ERRORS.ROUTE_NOT_FOUND, { detail }), request, reply)
  })
  if (options.logger !== undefined) accessLog(app)
  if (options.onAnswer !== undefined) tellAnswers(app, options.onAnswer)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  return app
}

function tellAnswers(app: FastifyInstance, tell: (answer: HttpAnswer) => void): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode: status, elapsedTime } = reply
    tell({ method: request.method, route, status, seconds: elapsedTime / 1000 })
  })
}

/** What never became a request (bad syntax, too large headers, too slow) still gets a problem for an answer. */
function answerBrokenRequest(
  this: unknown,
  error: NodeJS.ErrnoException,
  socket: NodeJS.Socket & { writable: boolean },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const problem = new HttpProblem(brokenRequestCode(error.code), { detail: `${error.message}.` })
  const body = JSON.stringify(bodyOf(problem, undefined))
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function brokenRequestCode(code: string | undefined): (typeof HTTP_ERRORS)[keyof typeof HTTP_ERRORS] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return HTTP_ERRORS.REQUEST_TIMEOUT
  if (code === 'HPE_HEADER_OVERFLOW') return HTTP_ERRORS.HEADERS_TOO_LARGE
  return HTTP_ERRORS.INVALID_REQUEST
}
