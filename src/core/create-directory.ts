import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates a directory, and those above it that do not exist. Returns the first one that it created; undefined if the directory
 * exists. Use it instead of the recursive `mkdir` of Node.js, which never returns, and ignores signals, where a file system
 * answers ENOENT although the parent exists, as `/proc` does.
 */
export function createDirectory(directory: string, mode = 0o777): string | undefined {
  if (isDirectory(directory)) return undefined
  const parent = dirname(directory)
  const created = parent === directory ? undefined : createDirectory(parent, mode)
  try {
    mkdirSync(directory, { mode })
  } catch (error) {
    // Another process can have created it in the meantime.
    if (!isDirectory(directory)) throw error
    return created
  }
  return created ?? directory
}

/** The same, for directories that only this user can read. */
export function createPrivateDirectory(directory: string): string | undefined {
  return createDirectory(directory, 0o700)
}

function isDirectory(location: string): boolean {
  try {
    return statSync(location).isDirectory()
  } catch {
    return false
  }
}
