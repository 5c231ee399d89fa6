import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { getCacheDirectory } from '../../core/cache-directory.js'

/**
 * The cached directory with this name, built if it does not exist. It is created atomically: built under a temporary
 * name and renamed. If two processes build it at the same time, the slower one uses the other's result.
 */
export async function populateCache(name: string, build: (work: string) => Promise<void>): Promise<string> {
  const location = path.join(getCacheDirectory(), name)
  if (existsSync(location)) return location
  createPrivateDirectory(getCacheDirectory())
  const work = await mkdtemp(`${location}.new-`)
  try {
    await build(work)
    await rename(work, location)
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    if (!existsSync(location)) throw error
  }
  return location
}
