import { defineHttpErrors } from './http-problem.js'

/** The errors that any operation of any service can return. */
export const HTTP_ERRORS = defineHttpErrors({
  INVALID_REQUEST: { status: 400, title: 'The request does not match its schema.' },
  MALFORMED_JSON: { status: 400, title: 'The body is not valid JSON.' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is invalid for this list.' },
  UNAUTHENTICATED: { status: 401, title: 'A valid access token is required.' },
  HOST_NOT_ALLOWED: { status: 403, title: 'The Host header does not name this server.' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Web pages of this origin may not change data.' },
  FORBIDDEN: { status: 403, title: 'You do not have permission to do this.' },
  ROUTE_NOT_FOUND: { status: 404, title: 'Route not found.' },
  NOT_FOUND: { status: 404, title: 'Resource not found.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The resource does not support this method.' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request was not received in time.' },
  CONFLICT: { status: 409, title: 'The request conflicts with the current state of the resource.' },
  VERSION_MISMATCH: { status: 412, title: 'The resource has changed since you read it.' },
  BODY_TOO_LARGE: { status: 413, title: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Content-Type must be application/json.' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'The idempotency key was already used for a different request.',
  },
  TOO_MANY_REQUESTS: { status: 429, title: 'There were too many requests of this kind.' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The request headers are too large.' },
  CLIENT_DISCONNECTED: { status: 499, title: 'The client disconnected before the response.' },
  INTERNAL: { status: 500, title: 'Internal server error. Please report it.' },
  OVERLOADED: { status: 503, title: 'The service has too many requests.' },
  STORE_UNAVAILABLE: { status: 503, title: 'The store of the service is unavailable.' },
})
