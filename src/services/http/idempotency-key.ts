import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'

/** The `Idempotency-Key` of a request: 1 to 128 visible ASCII characters. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7E]{1,128}$/.test(header)) return header
  throw new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail: 'Idempotency-Key must be 1 to 128 visible ASCII characters without spaces; a UUID is best.',
    errors: [{ pointer: '/headers/idempotency-key', detail: 'is not a key' }],
  })
}
