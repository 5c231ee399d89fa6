import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const QUERY_ERRORS = defineErrorCodes({
  QUERY_INVALID: {
    exitCode: EXIT.usage,
    meaning:
      'The query could not be parsed, has several statements, or is not a SELECT in query all. Nothing was run.',
  },
  QUERY_FAILED: { exitCode: EXIT.failed, meaning: 'The store returned an error for the query.' },
  SCAN_NOT_ALLOWED: {
    exitCode: EXIT.confirmationRequired,
    meaning:
      'SQL across stores would read a whole table that is large or on another machine. Pass --allow-scan.',
  },
  DUCKDB_MISSING: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'SQL across stores needs DuckDB, an optional package that is not installed.',
  },
  WRITE_NOT_ALLOWED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'The query would write. Queries are read-only unless --write is given.',
  },
})
