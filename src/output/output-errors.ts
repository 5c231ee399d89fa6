import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const OUTPUT_ERRORS = defineErrorCodes({
  CONFIRMATION_NEEDED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The command requires confirmation and no terminal is attached.',
  },
  CANCELLED: { exitCode: EXIT.interrupted, meaning: 'A prompt was cancelled with Ctrl-C or Escape.' },
})
