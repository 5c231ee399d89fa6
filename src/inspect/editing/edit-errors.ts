import { defineErrorCodes, EXIT, HomeError } from '../../core/home-error.js'

export const EDIT_ERRORS = defineErrorCodes({
  NOT_EDITABLE: { exitCode: EXIT.failed, meaning: 'Records of this entity cannot be edited.' },
  EDIT_CONFLICT: { exitCode: EXIT.failed, meaning: 'The record was changed since it was read.' },
  EDIT_MIXED: {
    exitCode: EXIT.failed,
    meaning: 'An edit has fields that a service changes, and fields that are written to the store.',
  },
  EDIT_INVALID: { exitCode: EXIT.failed, meaning: 'The store cannot have this value in the field.' },
  NOTHING_TO_UNDO: {
    exitCode: EXIT.failed,
    meaning: 'The record was not edited in this run, or the edit was undone already.',
  },
})

export function conflictError(cause?: unknown): HomeError {
  return new HomeError(EDIT_ERRORS.EDIT_CONFLICT, {
    message: 'The record was changed since you read it.',
    suggestion: 'Compare both versions, and save again.',
    cause,
  })
}

/** `version`: of the record now, if its service counts changes. */
export function undoConflictError(version: number | undefined, cause: unknown): HomeError {
  const now = version === undefined ? '' : ` (version ${version} now)`
  return new HomeError(EDIT_ERRORS.EDIT_CONFLICT, {
    message: `The record was changed after your edit${now}, so the edit is not undone.`,
    suggestion: 'Edit the field instead.',
    cause,
  })
}

export function mixedError(store: string): HomeError {
  return new HomeError(EDIT_ERRORS.EDIT_MIXED, {
    message: `The service changes some of these fields, others are written to ${store}.`,
    suggestion: 'Save them one after the other.',
  })
}

export function invalidError(field: string, cause: Error): HomeError {
  return new HomeError(EDIT_ERRORS.EDIT_INVALID, {
    message: `The value of ${field} is not possible. ${cause.message}`,
    suggestion: 'Enter another value.',
    cause,
  })
}
