import { defineErrorCodes, EXIT } from './home-error.js'

export const FILE_ERRORS = defineErrorCodes({
  FILE_NOT_WRITABLE: {
    exitCode: EXIT.usage,
    meaning:
      'A file cannot be created or changed, for example because its directory does not exist, or this user has no permission.',
  },
  FILE_NOT_READABLE: {
    exitCode: EXIT.usage,
    meaning:
      'A file or directory cannot be read: it does not exist, is of another kind, or needs permissions that the user does not have.',
  },
  OUTPUT_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'The output could not be written, for example because the disk is full.',
  },
})
