import { mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const MEMORY = '/dev/shm'
const ENOUGH_BYTES = 2 * 1024 ** 3

/** A new folder for the data of engines: in memory where there is plenty, as they make thousands of files. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }))
  return mkdtemp(path.join(bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir(), prefix))
}
