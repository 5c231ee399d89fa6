import { defineErrorCodes, EXIT } from './home-error.js'

export const OPTION_ERRORS = defineErrorCodes({
  OPTION_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'A program called the library with an unknown option or an invalid value.',
  },
})
