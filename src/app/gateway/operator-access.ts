import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import { parseBearerToken } from '../../services/http/requests/parse-bearer-token.js'

/** Throws `UNAUTHENTICATED` unless a request has the token of commands, which is a secret of the project. */
export function assertOperator({ headers }: FastifyRequest, token: string): void {
  if (isEqual(parseBearerToken(headers.authorization), token)) return
  throw new HttpProblem(HTTP_ERRORS.UNAUTHENTICATED, {
    detail: 'Only homemanager commands of this project may send this request.',
  })
}

function isEqual(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
