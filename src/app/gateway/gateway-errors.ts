import { defineHttpErrors, type HttpErrorCodes } from '../../services/http/http-problem.js'

export const GATEWAY_ERRORS: HttpErrorCodes<'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TIMEOUT'> = defineHttpErrors({
  UPSTREAM_UNREACHABLE: { status: 502, title: 'The upstream service is not responding.' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The upstream service timed out.' },
})
