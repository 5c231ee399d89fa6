import { defineErrorCodes, EXIT } from './home-error.js'

export const FILE_ERRORS = defineErrorCodes({
  FILE_NOT_WRITABLE: {
    exitCode: EXIT.usage,
    meaning:
      'A file that the user has named for the output cannot be created, for example because its directory does not exist.',
  },
  FILE_NOT_READABLE: {
    exitCode: EXIT.usage,
    meaning:
      'A file that the user has named does not exist, is a directory, or needs permissions that the user does not have.',
  },
  OUTPUT_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'The output could not be written, for example because the disk is full.',
  },
})
