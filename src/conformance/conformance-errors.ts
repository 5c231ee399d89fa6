import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const CONFORMANCE_ERRORS: ErrorCodes<'CONFORMANCE_UNREACHABLE' | 'CONFORMANCE_NO_CAST'> =
  defineErrorCodes({
    CONFORMANCE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'The service to be tested does not answer.' },
    CONFORMANCE_NO_CAST: {
      exitCode: EXIT.failed,
      meaning: 'The identity service gave no users to test with.',
    },
  })
