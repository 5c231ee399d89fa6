import { defineErrorCodes, EXIT } from '../../../core/home-error.js'

export const CLIENT_ERRORS = defineErrorCodes({
  SERVICE_UNREACHABLE: {
    exitCode: EXIT.failed,
    meaning: 'The service that a typed client calls does not respond at its URL, or not in time.',
  },
  RESPONSE_SCHEMA_MISMATCH: {
    exitCode: EXIT.failed,
    meaning: 'The response of a service does not match its schema.',
  },
})
