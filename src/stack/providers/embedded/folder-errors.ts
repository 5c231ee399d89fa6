import { statSync } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { STACK_ERRORS } from '../../stack-errors.js'

const NO_ROOM = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/
const NO_RIGHT = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/

/** The error of a data folder that takes no files, in words that say what to do; any other error as it is. */
export function explainedFolderError(error: unknown, dataFolder: string): unknown {
  if (!(error instanceof Error)) return error
  const text = `${'code' in error ? String(error.code) : ''} ${error.message} ${error instanceof HomeError ? error.detail : ''}`
  const detail = error instanceof HomeError ? (error.detail ?? error.message) : error.message
  if (NO_ROOM.test(text)) {
    return new HomeError(STACK_ERRORS.DISK_FULL, {
      message: `There is no room for the data in ${dataFolder}.`,
      detail,
      suggestion: 'Free some space on that disk and run the command again; data that exists is kept.',
      cause: error,
    })
  }
  if (!NO_RIGHT.test(text)) return error
  return new HomeError(STACK_ERRORS.FOLDER_NOT_WRITABLE, {
    message: `${dataFolder} cannot be written${ownerClause(dataFolder)}.`,
    detail,
    suggestion: 'Run the command as the owner of that folder, or give the folder to yourself with chown -R.',
    cause: error,
  })
}

/** Names the owner of the nearest folder that exists, when that is someone else. */
function ownerClause(folder: string): string {
  const me = process.getuid?.()
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      const { uid } = statSync(place)
      return uid === me || me === undefined ? '' : `: ${place} belongs to user ${uid}, and this is user ${me}`
    } catch {
      if (place === path.dirname(place)) return ''
    }
  }
}
