import { accessSync, constants, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getErrorMessage } from './get-error-message.js'
import { defineErrorCodes, EXIT, HomeError } from './home-error.js'

export const TEMPORARY_DIRECTORY_ERRORS = defineErrorCodes({
  TEMPORARY_DIRECTORY: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'The directory for temporary files does not exist or is not writable.',
  },
})

/**
 * Creates a directory for temporary files, readable only by this user, and returns its absolute path. Throws
 * `TEMPORARY_DIRECTORY`, for example if TMPDIR names a directory that does not exist.
 */
export function createTemporaryDirectory(prefix: string): string {
  const parent = resolve(tmpdir())
  try {
    accessSync(parent, constants.W_OK)
    return mkdtempSync(join(parent, prefix))
  } catch (error) {
    const { TMPDIR } = process.env
    throw new HomeError(TEMPORARY_DIRECTORY_ERRORS.TEMPORARY_DIRECTORY, {
      message: `No temporary file can be created in ${parent}.`,
      detail: getErrorMessage(error),
      suggestion:
        TMPDIR === undefined
          ? 'Set TMPDIR to a directory that you can write to.'
          : `TMPDIR is ${TMPDIR}. Set it to a directory that exists and that you can write to, or unset it.`,
      cause: error,
    })
  }
}
