import { defineErrorCodes, EXIT } from '../../../core/home-error.js'

export const CLIENT_ERRORS = defineErrorCodes({
  RESPONSE_SCHEMA_MISMATCH: {
    exitCode: EXIT.failed,
    meaning: 'The response of a service does not match its schema.',
  },
})
