import { statSync } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import { toFileSystemError, toObstacleError } from '../to-obstacle-error.js'

const DISK_FULL_PATTERN = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/
/** From Node.js, setpriv(1) and the dynamic linker. */
const NOT_EXECUTABLE_PATTERN =
  /spawn (\/.*?) (?:EACCES|EPERM)|failed to execute (\/.*?): Permission denied|(\/\S*): failed to map segment/
const OBSTRUCTED_PATTERN = /EEXIST|ENOTDIR|ELOOP/
const NOT_WRITABLE_PATTERN = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/

/**
 * Converts the error of a data directory that is full, not writable or no directory, and of a program that cannot be executed. Returns any
 * other error unchanged.
 */
export function toDirectoryError(error: unknown, dataDirectory: string): unknown {
  if (!(error instanceof Error)) return error
  const text = `${'code' in error ? String(error.code) : ''} ${error.message} ${error instanceof HomeError ? error.detail : ''}`
  const detail = error instanceof HomeError ? (error.detail ?? error.message) : error.message
  if (DISK_FULL_PATTERN.test(text)) {
    return new HomeError(PROVIDER_ERRORS.DISK_FULL, {
      message: `Not enough disk space for the data in ${dataDirectory}.`,
      detail,
      suggestion: 'Free up disk space and run the command again. Existing data is not affected.',
      cause: error,
    })
  }
  const program = NOT_EXECUTABLE_PATTERN.exec(text)?.slice(1).find(Boolean)
  if (program !== undefined) {
    return new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
      message: `${program} cannot be executed.`,
      detail,
      suggestion: `Check the permissions of the file, and that ${path.dirname(program)} is not on a file system that is mounted with noexec (findmnt -T '${program}').`,
      cause: error,
    })
  }
  const obstructed = OBSTRUCTED_PATTERN.test(text) ? toObstacleError(dataDirectory, error) : undefined
  if (obstructed !== undefined) return obstructed
  if (!NOT_WRITABLE_PATTERN.test(text)) return error
  const onFileSystem = toFileSystemError(dataDirectory, text, error)
  if (onFileSystem !== undefined) return onFileSystem
  return new HomeError(PROVIDER_ERRORS.DIRECTORY_NOT_WRITABLE, {
    message: `${dataDirectory} is not writable${describeOwner(dataDirectory)}.`,
    detail,
    suggestion: 'Run the command as the owner of the directory, or change its owner with chown -R.',
    cause: error,
  })
}

/** The owner of the nearest existing directory, if it is not the current user. */
function describeOwner(directory: string): string {
  const me = process.getuid?.()
  for (let location = directory; ; location = path.dirname(location)) {
    try {
      const { uid } = statSync(location)
      return uid === me || me === undefined
        ? ''
        : `: ${location} is owned by user ${uid}, and the current user is ${me}`
    } catch {
      if (location === path.dirname(location)) return ''
    }
  }
}
