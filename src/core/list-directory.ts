import { type Dirent, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { toReadError } from './user-file.js'

/**
 * What is in a directory of the state of projects; nothing if it does not exist. Throws `FILE_NOT_READABLE` if it cannot be read: who has
 * no permission must not be told that nothing is there.
 */
export async function listDirectory(directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw toReadError(
      error,
      directory,
      'The directory',
      'Run the command as the owner of the directory, or change its owner with chown -R.',
    )
  }
}

/** Whether a path exists, or this user cannot find out: opening it then says why. */
export function mayExist(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
