import { mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const MEMORY_DIRECTORY = '/dev/shm'
const MIN_MEMORY_BYTES = 2 * 1024 ** 3

/** Creates a directory for the data of engines, in memory if enough is free, as engines create thousands of files. */
export async function createTemporaryDirectory(prefix: string): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY_DIRECTORY).catch(() => ({ bavail: 0, bsize: 0 }))
  return mkdtemp(path.join(bavail * bsize >= MIN_MEMORY_BYTES ? MEMORY_DIRECTORY : tmpdir(), prefix))
}
