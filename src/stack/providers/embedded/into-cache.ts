import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../../../core/cache-folder.js'

/**
 * The cached folder of this name, built first if there is none. It appears complete or not at all: it is built beside
 * its place and renamed; of two processes that build it at once, the later takes what the earlier made.
 */
export async function intoCache(name: string, build: (work: string) => Promise<void>): Promise<string> {
  const place = path.join(cacheFolder(), name)
  if (existsSync(place)) return place
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 })
  const work = await mkdtemp(`${place}.new-`)
  try {
    await build(work)
    await rename(work, place)
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
  return place
}
