import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const TRACE_ERRORS = defineErrorCodes({
  TRACE_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'No recorded trace has this ID.' },
  NO_TRACE: { exitCode: EXIT.failed, meaning: 'No trace is recorded, or none of a request that failed.' },
})
