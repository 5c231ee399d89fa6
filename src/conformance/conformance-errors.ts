import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const CONFORMANCE_ERRORS = defineErrorCodes({
  CONFORMANCE_OPERATION_UNKNOWN: {
    exitCode: EXIT.usage,
    meaning: 'The service has no operation with this id.',
  },
  CONFORMANCE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'The service under test is not responding.' },
  CONFORMANCE_USERS_UNAVAILABLE: {
    exitCode: EXIT.failed,
    meaning: 'The test users could not be created in the identity service.',
  },
})
