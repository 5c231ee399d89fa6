import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Operation, OperationCall, OperationRoute } from '../api/operation.js'
import { assertRole } from '../requests/assert-permission.js'
import type { Principal } from '../requests/principal.js'
import { problemBody } from '../problems/problem-body.js'
import { getRequestTrace, type RequestTrace } from '../requests/request-trace.js'
import { withDeadline } from './operation-deadline.js'
import { createLazySerializerCompiler } from './serializer-compiler.js'
import { createLazyValidatorCompiler } from './validator-compiler.js'
import { sendProblem } from '../problems/send-problem.js'
import type { FastifyApplication } from './service-plugin.js'
import type { TokenVerifier } from '../requests/token-verifier.js'
import { parseReadFreshness } from '../requests/read-freshness.js'
import { parseBearerToken } from '../requests/parse-bearer-token.js'
import { parseIdempotencyKey } from '../requests/idempotency-key.js'
import type { ServiceName } from '../../../core/service-name.js'
import { runInSpan } from '../../../core/tracing.js'
import { acceptJson } from './accept-json.js'
import { getOperationSpan, traceOperations } from './trace-operations.js'
import { parseIfMatch } from '../requests/if-match.js'

/** The authenticated caller of a request; set before the rest of the request is read. */
const principalsByRequest = new WeakMap<FastifyRequest, Principal>()

/** Registers operations in a Fastify scope, with validation, authentication and problem responses. */
export function serveOperations(
  application: FastifyApplication,
  service: ServiceName,
  verifier: TokenVerifier,
  routes: readonly OperationRoute[],
): void {
  const app = application as FastifyInstance
  app.setValidatorCompiler(createLazyValidatorCompiler())
  app.setSerializerCompiler(createLazySerializerCompiler())
  app.setErrorHandler(sendProblem)
  acceptJson(app)
  for (const route of routes) app.route(toRouteOptions(route, verifier))
  traceOperations(app, service, routes)
}

function toRouteOptions({ operation, handle }: OperationRoute, verifier: TokenVerifier): RouteOptions {
  const { access } = operation
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: {
      ...(operation.params === undefined ? {} : { params: operation.params }),
      ...(operation.query === undefined ? {} : { querystring: operation.query }),
      ...(operation.body === undefined ? {} : { body: operation.body }),
      response: {
        ...(operation.response === undefined ? {} : { '2xx': operation.response }),
        '4xx': problemBody,
        '5xx': problemBody,
      },
    },
    ...(access === 'public'
      ? {}
      : {
          onRequest: async (request) => {
            const principal = await verifier(parseBearerToken(request.headers.authorization))
            assertRole(access, principal)
            principalsByRequest.set(request, principal)
          },
        }),
    handler: async (request, reply) => {
      const call = toOperationCall(operation, request, reply)
      const response = await runInSpan(getOperationSpan(request), () => withDeadline(handle(call)))
      reply.code(response.status ?? operation.status)
      if (response.version !== undefined) reply.header('etag', `"${response.version}"`)
      if (response.location !== undefined)
        reply.header('location', `${getMountPrefix(request)}${response.location}`)
      if (response.headers !== undefined) reply.headers(response.headers)
      return sendBody(reply, response.body)
    },
  }
}

function sendBody(reply: FastifyReply, body: unknown): FastifyReply {
  return body === undefined ? reply.send() : reply.send(body)
}

function toOperationCall(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): OperationCall<unknown, unknown, unknown> {
  const principal = principalsByRequest.get(request)
  let signal: AbortSignal | undefined
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    get principal(): Principal {
      if (principal === undefined) throw new Error(`${operation.id} is public and has no principal`)
      return principal
    },
    idempotencyKey: operation.idempotent
      ? parseIdempotencyKey(request.headers['idempotency-key'])
      : undefined,
    ifMatch: operation.conditional ? parseIfMatch(request.headers['if-match']) : undefined,
    freshness: parseReadFreshness(request.headers),
    trace: withActor(getRequestTrace(request), principal),
    authorization: request.headers.authorization,
    clientAddress: request.socket.remoteAddress,
    get signal(): AbortSignal {
      return (signal ??= abortWhenClosed(reply))
    },
  }
}

function withActor(trace: RequestTrace, principal: Principal | undefined): RequestTrace {
  return principal === undefined ? trace : { ...trace, actorId: principal.userId }
}

function abortWhenClosed({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  if (raw.destroyed || raw.closed) controller.abort()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** The path prefix under which the gateway serves this service, so that `Location` points to the gateway. */
function getMountPrefix(request: FastifyRequest): string {
  const prefix = request.headers['x-forwarded-prefix']
  return typeof prefix === 'string' && /^\/[a-z]{1,32}$/.test(prefix) ? prefix : ''
}
