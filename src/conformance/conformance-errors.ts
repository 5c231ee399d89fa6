import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const CONFORMANCE_ERRORS: ErrorCodes<'CONFORMANCE_UNREACHABLE' | 'CONFORMANCE_USERS_UNAVAILABLE'> =
  defineErrorCodes({
    CONFORMANCE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'The service to be tested does not answer.' },
    CONFORMANCE_USERS_UNAVAILABLE: {
      exitCode: EXIT.failed,
      meaning: 'The identity service gave no users to test with.',
    },
  })
