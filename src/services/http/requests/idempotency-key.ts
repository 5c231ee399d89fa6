import { createHash } from 'node:crypto'
import { deriveId } from '../../../core/ids.js'
import { toCanonicalJson } from '../../../stores/canonical-json.js'
import type { OperationCall } from '../api/operation.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** Namespace of the derived UUIDs; an arbitrary constant. */
const IDEMPOTENCY_NAMESPACE = '6f0b3ad2-6f3e-4c0e-9d55-7b1c5f0a9c11'

/** How long a key is stored if it is stored separately from the created resource. */
export const IDEMPOTENCY_KEY_TTL_HOURS = 24

/** A request with an idempotency key. */
export interface IdempotentRequest {
  /** Derived from the operation, the caller and the key; the same for every repetition. */
  readonly id: string
  /** Digest of the request, to detect a different request with the same key. */
  readonly hash: string
}

/** Parses `Idempotency-Key`: 1 to 128 visible ASCII characters. */
export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7E]{1,128}$/.test(header)) return header
  throw new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail:
      'Idempotency-Key must be 1 to 128 visible ASCII characters without spaces. A UUID is recommended.',
    errors: [{ pointer: '/headers/idempotency-key', detail: 'is not a valid key' }],
  })
}

/**
 * The request of an account to one operation, for services with one set of keys per account: a key that was used for another
 * operation is rejected. The family is part of the request, so that a user who has changed it since gets no response about
 * the former one.
 */
export function toAccountRequest(
  call: Pick<OperationCall<unknown, unknown, unknown>, 'idempotencyKey' | 'principal' | 'body'>,
  operation: string,
): IdempotentRequest | undefined {
  const { idempotencyKey: key, principal, body } = call
  if (key === undefined) return undefined
  const { userId, familyId: family = null } = principal
  return toIdempotentRequest(key, `account ${userId}`, { operation, family, body })
}

/** The id that earlier versions derived for the resource of a request. Undefined without a key. */
export function toDerivedId(
  {
    idempotencyKey,
    principal,
  }: Pick<OperationCall<unknown, unknown, unknown>, 'idempotencyKey' | 'principal'>,
  operation: string,
): string | undefined {
  return toIdempotentRequest(idempotencyKey, `${operation} ${principal.userId}`, null)?.id
}

/** `scope` is the operation and the caller: two users may use the same key. Undefined without a key. */
export function toIdempotentRequest(
  key: string | undefined,
  scope: string,
  request: unknown,
): IdempotentRequest | undefined {
  if (key === undefined) return undefined
  const hash = createHash('sha256').update(toCanonicalJson(request)).digest('base64url')
  return { id: deriveId(`${scope} ${key}`, IDEMPOTENCY_NAMESPACE), hash }
}

/** Throws IDEMPOTENCY_KEY_REUSED (422) if the key was used for a different request. */
export function assertSameRequest(request: IdempotentRequest, hash: unknown): void {
  if (hash !== request.hash) throw idempotencyKeyReusedError()
}

/** The error for a repetition while the first request with its key is running. */
export function requestRunningError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'The first request with this Idempotency-Key is still running. Try again.',
    headers: { 'retry-after': '1' },
  })
}

export function idempotencyKeyReusedError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.IDEMPOTENCY_KEY_REUSED, {
    detail: 'This Idempotency-Key was used for a different request. Use a new key for each request.',
  })
}
