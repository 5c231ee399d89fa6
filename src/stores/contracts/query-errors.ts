import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const QUERY_ERRORS = defineErrorCodes({
  QUERY_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'The query could not be parsed. Nothing was sent to the store.',
  },
  QUERY_FAILED: { exitCode: EXIT.failed, meaning: 'The store returned an error for the query.' },
  WRITE_NOT_ALLOWED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The query would write. Queries are read-only unless --write is given.',
  },
})
