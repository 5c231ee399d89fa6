import { defineHttpErrors } from '../../services/http/problems/http-problem.js'

export const GATEWAY_ERRORS = defineHttpErrors({
  UPSTREAM_UNREACHABLE: { status: 502, title: 'The upstream service is not responding.' },
  UPSTREAM_OVERLOADED: { status: 503, title: 'Too many requests wait for the upstream service.' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The upstream service timed out.' },
})
