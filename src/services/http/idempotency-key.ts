import { createHash } from 'node:crypto'
import { deriveId } from '../../core/ids.js'
import { toCanonicalJson } from '../../stores/canonical-json.js'
import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'

/** Keys of ours are derived below this id; any constant will do. */
const IDEMPOTENCY_NAMESPACE = '6f0b3ad2-6f3e-4c0e-9d55-7b1c5f0a9c11'

/** How long a service remembers a key that it keeps apart from what was made. */
export const IDEMPOTENCY_KEY_TTL_HOURS = 24

/** A request that may come again: who asked for what under which key, and a digest of what was asked. */
export interface IdempotentRequest {
  /** The same for every repetition, and for nothing else. */
  readonly id: string
  readonly hash: string
}

/** The `Idempotency-Key` of a request: 1 to 128 visible ASCII characters. */
export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7E]{1,128}$/.test(header)) return header
  throw new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail: 'Idempotency-Key must be 1 to 128 visible ASCII characters without spaces; a UUID is best.',
    errors: [{ pointer: '/headers/idempotency-key', detail: 'is not a key' }],
  })
}

/** `scope` is the operation and who calls it: two users may use the same key. Nothing without a key. */
export function toIdempotentRequest(
  key: string | undefined,
  scope: string,
  request: unknown,
): IdempotentRequest | undefined {
  if (key === undefined) return undefined
  const hash = createHash('sha256').update(toCanonicalJson(request)).digest('base64url')
  return { id: deriveId(`${scope} ${key}`, IDEMPOTENCY_NAMESPACE), hash }
}

/** Throws IDEMPOTENCY_KEY_REUSED (422) unless the request that was answered under the key is this one. */
export function assertSameRequest(request: IdempotentRequest, hash: unknown): void {
  if (hash === request.hash) return
  throw new HttpProblem(HTTP_ERRORS.IDEMPOTENCY_KEY_REUSED, {
    detail: 'Another request was answered under this Idempotency-Key. Use a new key for a new request.',
  })
}
