import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const VERIFY_ERRORS = defineErrorCodes({
  INVARIANT_INVALID: {
    exitCode: EXIT.failed,
    meaning: 'An SQL file with an invariant is missing, or cannot be run.',
  },
})
