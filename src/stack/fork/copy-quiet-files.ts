import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ATTEMPTS = 20
const PAUSE_MS = 25
/** SQLite makes the index of its log anew from the log itself. */
const SKIPPED = /-shm$/

/**
 * Copies the files of a database in a moment in which none of them changes, so that they belong together. False: there
 * was no such moment.
 */
export async function copyQuietFiles(from: string, to: string): Promise<boolean> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await stamps(from)
    await Promise.all(
      before.map(async ({ name }) =>
        copyFile(path.join(from, name), path.join(to, name), constants.COPYFILE_FICLONE),
      ),
    )
    if (JSON.stringify(await stamps(from)) === JSON.stringify(before)) return true
    await sleep(PAUSE_MS)
  }
  return false
}

async function stamps(folder: string): Promise<readonly { readonly name: string }[]> {
  const names = (await readdir(folder)).filter((name) => !SKIPPED.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, ctimeMs } = await stat(path.join(folder, name))
      return { name, size, mtimeMs, ctimeMs }
    }),
  )
}
