import { constants } from 'node:fs'
import { copyFile, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPrivateDirectory } from '../../../core/create-directory.js'

const MAX_ATTEMPTS = 20
const RETRY_INTERVAL_MS = 25
/** SQLite rebuilds the WAL index from the WAL itself. */
const SKIPPED_FILES = /-shm$/

/**
 * Copies the files of a database while none of them changes, so that the copies are consistent. Resolves to false if they
 * changed during every attempt.
 */
export async function copyStableFiles(from: string, to: string): Promise<boolean> {
  createPrivateDirectory(to)
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await listFileStats(from)
    await Promise.all(
      before.map(async ({ name }) =>
        copyFile(path.join(from, name), path.join(to, name), constants.COPYFILE_FICLONE),
      ),
    )
    if (JSON.stringify(await listFileStats(from)) === JSON.stringify(before)) return true
    await sleep(RETRY_INTERVAL_MS)
  }
  return false
}

async function listFileStats(directory: string): Promise<readonly { readonly name: string }[]> {
  const names = (await readdir(directory)).filter((name) => !SKIPPED_FILES.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, ctimeMs } = await stat(path.join(directory, name))
      return { name, size, mtimeMs, ctimeMs }
    }),
  )
}
