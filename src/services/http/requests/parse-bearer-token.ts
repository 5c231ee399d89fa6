import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** The token of `Authorization: Bearer …` (RFC 6750); throws UNAUTHENTICATED (401) without one. */
export function parseBearerToken(header: string | undefined): string {
  const token = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header ?? '')?.[1]
  if (token !== undefined) return token
  throw new HttpProblem(HTTP_ERRORS.UNAUTHENTICATED, {
    detail: 'Send Authorization: Bearer <access_token>. POST /identity/v1/sessions returns one.',
    headers: { 'www-authenticate': 'Bearer' },
  })
}
