import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const OUTPUT_ERRORS = defineErrorCodes({
  CONFIRMATION_NEEDED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The command requires confirmation and no terminal is attached.',
  },
  CANCELLED: {
    exitCode: EXIT.failed,
    meaning: 'A confirmation was declined, or a prompt was left with Escape. Nothing was changed.',
  },
})
