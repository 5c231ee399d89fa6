import { statSync } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from '../../project/stack/stack-errors.js'

const DISK_FULL_PATTERN = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/
const NOT_WRITABLE_PATTERN = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/

/** The error of a data folder that takes no files, in words that say what to do; any other error as it is. */
export function toDirectoryError(error: unknown, dataDirectory: string): unknown {
  if (!(error instanceof Error)) return error
  const text = `${'code' in error ? String(error.code) : ''} ${error.message} ${error instanceof HomeError ? error.detail : ''}`
  const detail = error instanceof HomeError ? (error.detail ?? error.message) : error.message
  if (DISK_FULL_PATTERN.test(text)) {
    return new HomeError(STACK_ERRORS.DISK_FULL, {
      message: `There is no room for the data in ${dataDirectory}.`,
      detail,
      suggestion: 'Free some space on that disk and run the command again; data that exists is kept.',
      cause: error,
    })
  }
  if (!NOT_WRITABLE_PATTERN.test(text)) return error
  return new HomeError(STACK_ERRORS.DIRECTORY_NOT_WRITABLE, {
    message: `${dataDirectory} cannot be written${describeOwner(dataDirectory)}.`,
    detail,
    suggestion: 'Run the command as the owner of that folder, or give the folder to yourself with chown -R.',
    cause: error,
  })
}

/** Names the owner of the nearest folder that exists, when that is someone else. */
function describeOwner(directory: string): string {
  const me = process.getuid?.()
  for (let location = directory; ; location = path.dirname(location)) {
    try {
      const { uid } = statSync(location)
      return uid === me || me === undefined
        ? ''
        : `: ${location} belongs to user ${uid}, and this is user ${me}`
    } catch {
      if (location === path.dirname(location)) return ''
    }
  }
}
