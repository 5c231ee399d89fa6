import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const STORE_ERRORS: ErrorCodes<'STORE_UNREACHABLE'> = defineErrorCodes({
  STORE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'A store does not answer at its URL.' },
})
