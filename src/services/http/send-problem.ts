import type { FastifyReply, FastifyRequest } from 'fastify'
import { bodyOf, PROBLEM_TYPE } from './problem-body.js'
import { problemOf } from './problem-of.js'

/** Fastify's error handler: every error is answered as `application/problem+json`, faults are logged with their cause. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error)
  if (problem.status >= 500)
    request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.message)
  // Serialised here: the route may have no schema for it, and an error while answering an error helps nobody.
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(bodyOf(problem, request.id))
}
