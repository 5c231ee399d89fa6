import { defineErrorCodes, type ErrorCodes, EXIT } from '../../core/home-error.js'

export const CLIENT_ERRORS: ErrorCodes<'ANSWER_OUT_OF_CONTRACT'> = defineErrorCodes({
  ANSWER_OUT_OF_CONTRACT: {
    exitCode: EXIT.failed,
    meaning: 'A service answers something else than its contract says.',
  },
})
