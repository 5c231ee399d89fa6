import type { FastifyReply, FastifyRequest } from 'fastify'
import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'
import { toProblemBody, PROBLEM_CONTENT_TYPE } from './problem-body.js'
import { toHttpProblem } from './to-http-problem.js'

/** Fastify's error handler. Sends every error as `application/problem+json`; errors from 500 are logged with their cause. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = isClientDisconnected(request) ? clientDisconnected(error) : toHttpProblem(error)
  if (problem.status >= 500)
    request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.message)
  // Serialized here: the route may have no schema for the problem, and the error handler must not fail itself.
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(PROBLEM_CONTENT_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(toProblemBody(problem, request.id))
}

/** The body ended early. The error of the stream is that of any lost connection, also of one to a store. */
function isClientDisconnected({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete
}

/** Only for the log and the metrics: nobody receives the response. */
function clientDisconnected(cause: unknown): HttpProblem {
  const detail = 'The client closed the connection before the request was complete.'
  return new HttpProblem(HTTP_ERRORS.CLIENT_DISCONNECTED, { detail, cause })
}
