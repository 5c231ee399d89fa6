import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const EXTENSION_ERRORS = defineErrorCodes({
  EXTENSION_INVALID: {
    exitCode: EXIT.usage,
    meaning:
      'A file that extensions in homemanager.yaml names cannot be loaded, or what it declares is not valid.',
  },
  EXTENSION_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'A function of an extension threw an error or returned something invalid.',
  },
})
