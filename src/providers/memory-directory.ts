import { accessSync, constants, mkdtempSync, readFileSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { createTemporaryDirectory } from '../core/temporary-directory.js'

/** statfs(2): the type of tmpfs, a file system in memory. */
const TMPFS_MAGIC = 0x0102_1994
const MEMORY_DIRECTORY = '/dev/shm'
/** An engine's data grows; without this much free space, or memory, the disk is used. */
const MIN_FREE_BYTES = 2 * 1024 ** 3
const MIN_AVAILABLE_BYTES = 4 * 1024 ** 3

/**
 * Creates a directory for data that is deleted with it: in memory, where writes need not be synchronized with a disk, if there is
 * room for `bytes` and what is written later, and no TMPDIR says otherwise; else in the directory for temporary files.
 */
export function createShortLivedDirectory(prefix: string, bytes = 0): string {
  if (process.env['TMPDIR'] === undefined && hasRoomInMemory(bytes)) {
    try {
      return mkdtempSync(path.join(MEMORY_DIRECTORY, prefix))
    } catch {
      // Not writable after all.
    }
  }
  return createTemporaryDirectory(prefix)
}

/** Whether the files of a directory are in memory. */
export function isInMemory(directory: string): boolean {
  try {
    return statfsSync(directory).type === TMPFS_MAGIC
  } catch {
    return false
  }
}

function hasRoomInMemory(bytes: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    accessSync(MEMORY_DIRECTORY, constants.W_OK)
    const { type, bavail, bsize } = statfsSync(MEMORY_DIRECTORY)
    const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? '0'
    return (
      type === TMPFS_MAGIC &&
      bavail * bsize >= bytes + MIN_FREE_BYTES &&
      Number(available) * 1024 >= bytes + MIN_AVAILABLE_BYTES
    )
  } catch {
    return false
  }
}
