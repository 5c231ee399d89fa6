import { defineErrorCodes, type ErrorCodes, EXIT } from '../../core/home-error.js'

export const PROGRAM_ERRORS: ErrorCodes<'PROGRAM_MISSING' | 'PROGRAM_NOT_RUNNABLE'> = defineErrorCodes({
  PROGRAM_MISSING: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'A program that the command hands over to is not installed.',
  },
  PROGRAM_NOT_RUNNABLE: {
    exitCode: EXIT.failed,
    meaning: 'A program is there and cannot be started: no permission, or no program.',
  },
})
