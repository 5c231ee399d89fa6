import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const OUTPUT_ERRORS: ErrorCodes<'CONFIRMATION_NEEDED' | 'CANCELLED'> = defineErrorCodes({
  CONFIRMATION_NEEDED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The command needs a yes, and there is no terminal to ask at.',
  },
  CANCELLED: { exitCode: EXIT.interrupted, meaning: 'The question was left with Ctrl-C or Escape.' },
})
