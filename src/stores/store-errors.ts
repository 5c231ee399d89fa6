import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const STORE_ERRORS: ErrorCodes<'STORE_UNREACHABLE' | 'STORE_REFUSED'> = defineErrorCodes({
  STORE_REFUSED: {
    exitCode: EXIT.failed,
    meaning: 'A store refused a request that its schema should serve.',
  },
  STORE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'A store does not answer at its URL.' },
})
