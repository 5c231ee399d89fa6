import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Operation, OperationCall, OperationRoute } from './operation.js'
import type { Principal } from './principal.js'
import { problemBody } from './problem-body.js'
import { traceOfRequest } from './request-trace.js'
import { lazySerializerCompiler } from './serializer-compiler.js'
import { lazyValidatorCompiler } from './schema-compilers.js'
import { sendProblem } from './send-problem.js'
import type { TokenVerifier } from './token-verifier.js'
import { bearerToken } from './bearer-token.js'
import { idempotencyKeyOf } from './idempotency-key.js'
import { acceptJson } from './accept-json.js'
import { versionMatch } from './version-match.js'

/** Who calls, by request; set before anything else of the request is read. */
const principals = new WeakMap<FastifyRequest, Principal>()

/** Makes a Fastify scope serve these operations: routes, validation, authentication, errors as problems. */
export function serveOperations(
  app: FastifyInstance,
  verifier: TokenVerifier,
  routes: readonly OperationRoute[],
): void {
  app.setValidatorCompiler(lazyValidatorCompiler())
  app.setSerializerCompiler(lazySerializerCompiler())
  app.setErrorHandler(sendProblem)
  acceptJson(app)
  for (const served of routes) app.route(routeOptions(served, verifier))
}

function routeOptions({ operation, handle }: OperationRoute, verifier: TokenVerifier): RouteOptions {
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: {
      ...(operation.params === undefined ? {} : { params: operation.params }),
      ...(operation.query === undefined ? {} : { querystring: operation.query }),
      ...(operation.body === undefined ? {} : { body: operation.body }),
      response: {
        ...(operation.answer === undefined ? {} : { '2xx': operation.answer }),
        '4xx': problemBody,
        '5xx': problemBody,
      },
    },
    ...(operation.access === 'public'
      ? {}
      : {
          onRequest: async (request) => {
            principals.set(request, await verifier(bearerToken(request.headers.authorization)))
          },
        }),
    handler: async (request, reply) => {
      const answer = await handle(callOf(operation, request))
      reply.code(answer.status ?? operation.status)
      if (answer.version !== undefined) reply.header('etag', `"${answer.version}"`)
      if (answer.location !== undefined) reply.header('location', `${mountedAt(request)}${answer.location}`)
      if (answer.headers !== undefined) reply.headers(answer.headers)
      return send(reply, answer.body)
    },
  }
}

function send(reply: FastifyReply, body: unknown): FastifyReply {
  return body === undefined ? reply.send() : reply.send(body)
}

function callOf(operation: Operation, request: FastifyRequest): OperationCall<unknown, unknown, unknown> {
  const principal = principals.get(request)
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    get principal(): Principal {
      if (principal === undefined) throw new Error(`${operation.id} is public and has no principal`)
      return principal
    },
    idempotencyKey: operation.idempotent ? idempotencyKeyOf(request.headers['idempotency-key']) : undefined,
    ifMatch: operation.conditional ? versionMatch(request.headers['if-match']) : undefined,
    trace: traceOfRequest(request),
    authorization: request.headers.authorization,
  }
}

/** Below which path the gateway serves this service, so that a Location leads back through it. */
function mountedAt(request: FastifyRequest): string {
  const prefix = request.headers['x-forwarded-prefix']
  return typeof prefix === 'string' && /^\/[a-z]{1,32}$/.test(prefix) ? prefix : ''
}
