import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

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

/**
 * Creates a `.gitignore` in `.homemanager`, if `home` is a state directory in it: data, keys and passwords stay out of the user's
 * repository.
 */
export function excludeFromGit(home: string): void {
  const parent = dirname(home)
  if (basename(parent) !== '.homemanager') return
  try {
    writeFileSync(join(parent, '.gitignore'), '*\n', { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function isDirectory(location: string): boolean {
  try {
    return statSync(location).isDirectory()
  } catch {
    return false
  }
}
