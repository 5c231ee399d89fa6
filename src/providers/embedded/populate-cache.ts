import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { getCacheDirectory } from '../../core/cache-directory.js'

/**
 * The cached folder of this name, built first if there is none. It appears complete or not at all: it is built beside
 * its place and renamed; of two processes that build it at once, the later takes what the earlier made.
 */
export async function populateCache(name: string, build: (work: string) => Promise<void>): Promise<string> {
  const location = path.join(getCacheDirectory(), name)
  if (existsSync(location)) return location
  await mkdir(getCacheDirectory(), { recursive: true, mode: 0o700 })
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
