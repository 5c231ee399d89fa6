import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const EVENTS_ERRORS = defineErrorCodes({
  EVENT_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'The event log has no event with this id.' },
  EVENT_LOG_MISSING: {
    exitCode: EXIT.failed,
    meaning: 'PostgreSQL has no event log; the migrations have not been applied.',
  },
  SAGA_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'There is no saga with this id.' },
  SAGA_NOT_RETRYABLE: {
    exitCode: EXIT.failed,
    meaning: 'The saga is running or has completed, so there is nothing to retry.',
  },
  INVALID_ID: { exitCode: EXIT.usage, meaning: 'An id is not a valid UUID, or a value is not a number.' },
})
