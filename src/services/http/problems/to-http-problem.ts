import type { ErrorObject } from 'ajv'
import { endSentence } from '../../../core/end-sentence.js'
import { unwrapSuppressedError } from '../../../core/unwrap-suppressed-error.js'
import { isTransientError } from '../../../stores/is-transient-error.js'
import { PATTERN_DESCRIPTIONS } from '../api/formats.js'
import { HTTP_ERRORS } from './http-errors.js'
import { type HttpErrorCode, HttpProblem, type ProblemPointer } from './http-problem.js'

interface FastifyLikeError {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly message?: unknown
  readonly validation?: unknown
  readonly validationContext?: unknown
}

const ERRORS_BY_FASTIFY_CODE: Readonly<Record<string, HttpErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: HTTP_ERRORS.MALFORMED_JSON,
  FST_ERR_CTP_EMPTY_JSON_BODY: HTTP_ERRORS.MALFORMED_JSON,
  FST_ERR_CTP_BODY_TOO_LARGE: HTTP_ERRORS.BODY_TOO_LARGE,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: HTTP_ERRORS.UNSUPPORTED_MEDIA_TYPE,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: HTTP_ERRORS.INVALID_REQUEST,
  FST_ERR_BAD_URL: HTTP_ERRORS.INVALID_REQUEST,
}

/** Converts any error of a request handler to a problem; an unexpected one becomes INTERNAL. */
export function toHttpProblem(thrown: unknown): HttpProblem {
  const error = unwrapSuppressedError(thrown)
  if (error instanceof HttpProblem) return error
  const like: FastifyLikeError = typeof error === 'object' && error !== null ? error : {}
  if (Array.isArray(like.validation))
    return toInvalidRequest(
      like.validation,
      typeof like.validationContext === 'string' ? like.validationContext : 'body',
    )
  const known = typeof like.code === 'string' ? ERRORS_BY_FASTIFY_CODE[like.code] : undefined
  if (known !== undefined)
    return new HttpProblem(known, { detail: endSentence(String(like.message)), cause: error })
  if (error instanceof SyntaxError && like.statusCode === 400) {
    return new HttpProblem(HTTP_ERRORS.MALFORMED_JSON, { detail: endSentence(error.message), cause: error })
  }
  if (isTransientError(error)) {
    return new HttpProblem(HTTP_ERRORS.STORE_UNAVAILABLE, {
      detail: 'The store is not responding. Try again in a moment.',
      headers: { 'retry-after': '1' },
      cause: error,
    })
  }
  if (typeof like.statusCode === 'number' && like.statusCode >= 400 && like.statusCode < 500) {
    return new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
      detail: endSentence(String(like.message)),
      cause: error,
    })
  }
  return new HttpProblem(HTTP_ERRORS.INTERNAL, {
    detail: 'The service failed unexpectedly. Its log has the cause under this request ID.',
    cause: error,
  })
}

function toInvalidRequest(errors: readonly ErrorObject[], context: string): HttpProblem {
  const pointers = errors.slice(0, 20).map((error) => toProblemPointer(error, context))
  const reasons = pointers.slice(0, 3).map(({ pointer, detail }) => `${pointer} ${detail}`)
  return new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
    detail: reasons.length === 0 ? 'The request is not valid.' : `${reasons.join('; ')}.`,
    errors: pointers,
  })
}

function toProblemPointer(error: ErrorObject, context: string): ProblemPointer {
  const { additionalProperty, missingProperty, pattern } = error.params as Readonly<Record<string, unknown>>
  const name = additionalProperty ?? missingProperty
  const tail = typeof name === 'string' ? `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
  const detail =
    additionalProperty === undefined
      ? missingProperty === undefined
        ? (PATTERN_DESCRIPTIONS.get(String(pattern)) ?? error.message)
        : 'is missing'
      : 'is not a known property'
  return { pointer: `/${context}${error.instancePath}${tail}`, detail: detail ?? 'is not valid' }
}
