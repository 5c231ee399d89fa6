import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const PORTABLE_SNAPSHOT_ERRORS = defineErrorCodes({
  PORTABLE_SNAPSHOT_UNSUPPORTED: {
    exitCode: EXIT.failed,
    meaning: 'A store has an object that the files of a portable snapshot cannot describe.',
  },
  PORTABLE_SNAPSHOT_INVALID: {
    exitCode: EXIT.failed,
    meaning: 'A file of a portable snapshot cannot be read.',
  },
})
