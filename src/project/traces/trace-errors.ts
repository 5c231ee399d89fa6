import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const TRACE_ERRORS = defineErrorCodes({
  TRACE_NOT_FOUND: { exitCode: EXIT.failed, meaning: 'No recorded trace matches.' },
})
