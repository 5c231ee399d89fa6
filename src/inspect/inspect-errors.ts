import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const INSPECT_ERRORS: ErrorCodes<
  'NOT_FOUND' | 'QUERY_INVALID' | 'QUERY_FAILED' | 'WRITE_NOT_ALLOWED' | 'UNKNOWN_PATTERN'
> = defineErrorCodes({
  NOT_FOUND: { exitCode: EXIT.failed, meaning: 'No store has a record with this id, email or text.' },
  QUERY_INVALID: { exitCode: EXIT.usage, meaning: 'The query cannot be understood; nothing was sent.' },
  QUERY_FAILED: { exitCode: EXIT.failed, meaning: 'The store refused the query or failed while running it.' },
  WRITE_NOT_ALLOWED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The query would write, and queries are read-only unless --write is given.',
  },
  UNKNOWN_PATTERN: { exitCode: EXIT.usage, meaning: 'No access pattern has this name.' },
})
