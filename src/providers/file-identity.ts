import { statSync } from 'node:fs'

/**
 * Identifies a file or directory by device and inode; `undefined` if it does not exist. It stays the same when the
 * directory is moved or renamed, and differs for a copy, whose files name processes of the original.
 */
export function getFileIdentity(location: string): string | undefined {
  const stats = statSync(location, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`
}
