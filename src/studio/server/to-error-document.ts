import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'
import { EDIT_ERRORS } from '../../inspect/editing/edit-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import { STACK_ERRORS } from '../../project/state/stack-errors.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { isTransientError } from '../../stores/is-transient-error.js'
import type { ErrorDocument } from './studio-document.js'
import { STUDIO_ERRORS } from './studio-errors.js'

const STATUSES: Readonly<Record<string, number>> = {
  [STUDIO_ERRORS.STUDIO_TOKEN_MISSING.code]: 401,
  [STUDIO_ERRORS.STUDIO_ORIGIN.code]: 403,
  [STUDIO_ERRORS.STUDIO_READ_ONLY.code]: 403,
  [STUDIO_ERRORS.STUDIO_BAD_REQUEST.code]: 400,
  [EDIT_ERRORS.EDIT_CONFLICT.code]: 409,
  [STUDIO_ERRORS.STUDIO_NOT_FOUND.code]: 404,
  [STUDIO_ERRORS.STUDIO_PAGE_CLOSED.code]: 410,
}
const TEMPORARY: ReadonlySet<string> = new Set([
  STACK_ERRORS.STACK_NOT_RUNNING.code,
  PROVIDER_ERRORS.STORE_UNREACHABLE.code,
])

/** How an error is sent to the browser: what failed, why, what to do next. */
export function toErrorDocument(thrown: unknown): {
  readonly status: number
  readonly document: ErrorDocument
} {
  const error = unwrapSuppressedError(thrown)
  const detail = getErrorMessage(error)
  if (!(error instanceof HomeError)) {
    if (!isTransientError(error))
      return {
        status: 500,
        document: { error: { code: 'INTERNAL_ERROR', message: `Internal error: ${detail}` } },
      }
    const unreachable = {
      code: PROVIDER_ERRORS.STORE_UNREACHABLE.code,
      message: 'A store is not responding.',
      detail,
      suggestion: 'Run homemanager status, and homemanager up if a store is not running.',
      temporary: true,
    } as const
    return { status: 503, document: { error: unreachable } }
  }
  const isTemporary = TEMPORARY.has(error.code)
  return {
    status: STATUSES[error.code] ?? (isTemporary ? 503 : 422),
    document: {
      error: {
        code: error.code,
        message: error.message,
        ...toDetail(error),
        ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
        ...(isTemporary ? { temporary: true } : {}),
      },
    },
  }
}

/** A service says which values are not valid. */
function toDetail(error: HomeError): { readonly detail?: string } {
  if (error instanceof HttpProblem && error.errors.length > 0)
    return { detail: error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('\n') }
  return error.detail === undefined ? {} : { detail: error.detail }
}
