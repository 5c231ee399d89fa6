import { defineHttpErrors, type HttpErrorCodes } from './http-problem.js'

/** What any operation of any service can answer with. */
export const HTTP_ERRORS: HttpErrorCodes<
  | 'INVALID_REQUEST'
  | 'MALFORMED_JSON'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ROUTE_NOT_FOUND'
  | 'NOT_FOUND'
  | 'REQUEST_TIMEOUT'
  | 'CONFLICT'
  | 'VERSION_MISMATCH'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INVALID_CURSOR'
  | 'HEADERS_TOO_LARGE'
  | 'INTERNAL'
  | 'STORE_UNAVAILABLE'
> = defineHttpErrors({
  INVALID_REQUEST: { status: 400, title: 'The request does not match its schema.' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON.' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is not one that this list gave out.' },
  UNAUTHENTICATED: { status: 401, title: 'A valid access token is needed.' },
  FORBIDDEN: { status: 403, title: 'This is not yours to do.' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route.' },
  NOT_FOUND: { status: 404, title: 'There is no such thing, or not for you.' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive.' },
  CONFLICT: { status: 409, title: 'It contradicts what is there.' },
  VERSION_MISMATCH: { status: 412, title: 'It has changed since you read it.' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Bodies are application/json.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key was used for another request.' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large.' },
  INTERNAL: { status: 500, title: 'A fault of the service. Please report it.' },
  STORE_UNAVAILABLE: { status: 503, title: 'The store of the service does not answer.' },
})
