import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const PORTABLE_SNAPSHOT_ERRORS = defineErrorCodes({
  PORTABLE_SNAPSHOT_UNSUPPORTED: {
    exitCode: EXIT.failed,
    meaning: 'A store has an object that the files of a portable snapshot cannot describe.',
  },
  RESTORE_TABLE_EXISTS: {
    exitCode: EXIT.failed,
    meaning:
      'The server has a table of the same name as one in the snapshot that this project has not created.',
  },
  PORTABLE_SNAPSHOT_INVALID: {
    exitCode: EXIT.failed,
    meaning: 'A file of a portable snapshot cannot be read.',
  },
})
