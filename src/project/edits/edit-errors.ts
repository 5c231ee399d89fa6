import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const EDIT_ERRORS = defineErrorCodes({
  NOT_EDITABLE: { exitCode: EXIT.failed, meaning: 'Records of this entity cannot be edited.' },
  EDIT_CONFLICT: { exitCode: EXIT.failed, meaning: 'The record was changed since it was read.' },
  NOTHING_TO_UNDO: {
    exitCode: EXIT.failed,
    meaning: 'The record was not edited in this run, or the edit was undone already.',
  },
})
