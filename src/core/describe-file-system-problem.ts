import { existsSync } from 'node:fs'
import path from 'node:path'

const READ_ONLY_PATTERN = /EROFS|Read-only file system/
const NOT_FOUND_PATTERN = /ENOENT/

/**
 * Why a file system takes no new file or directory at `location`, as a sentence; undefined if it does, and permissions or something
 * else is the reason. `text` is the code or the message of the error.
 */
export function describeFileSystemProblem(text: string, location: string): string | undefined {
  if (READ_ONLY_PATTERN.test(text)) return 'The file system is read-only.'
  // Of a path whose directory exists, as in /proc.
  if (NOT_FOUND_PATTERN.test(text) && !existsSync(location))
    return `The file system of ${findExistingParent(location)} does not allow new files.`
  return undefined
}

/** The path itself, or the nearest one above it that exists. */
export function findExistingParent(location: string): string {
  const parent = path.dirname(location)
  return existsSync(location) || parent === location ? location : findExistingParent(parent)
}
