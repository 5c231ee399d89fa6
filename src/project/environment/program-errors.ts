import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const PROGRAM_ERRORS = defineErrorCodes({
  PROGRAM_MISSING: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'A program that the command runs is not installed.',
  },
  PROGRAM_NOT_RUNNABLE: {
    exitCode: EXIT.failed,
    meaning: 'A program was found but could not be started: permission denied, or not an executable.',
  },
})
