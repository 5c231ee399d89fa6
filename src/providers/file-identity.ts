import { statSync } from 'node:fs'

/**
 * Identifies a file or directory by device and inode; `undefined` if it does not exist or is not accessible. It stays the same when the
 * directory is moved or renamed, and differs for a copy, whose files name processes of the original.
 */
export function getFileIdentity(location: string): string | undefined {
  try {
    const { dev, ino } = statSync(location, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
