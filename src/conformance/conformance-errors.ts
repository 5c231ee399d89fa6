import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const CONFORMANCE_ERRORS: ErrorCodes<'CONFORMANCE_UNREACHABLE' | 'CONFORMANCE_USERS_UNAVAILABLE'> =
  defineErrorCodes({
    CONFORMANCE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'The service under test is not responding.' },
    CONFORMANCE_USERS_UNAVAILABLE: {
      exitCode: EXIT.failed,
      meaning: 'The test users could not be created in the identity service.',
    },
  })
