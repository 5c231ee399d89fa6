import { mkdir, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { StoreName } from '../../../core/store-name.js'

/** Where an engine of the project keeps what. */
export interface EngineFolders {
  readonly home: string
  readonly data: string
  readonly log: string
  /** Remembers the engine that has the data, beside the state file's word for it: that one may be lost or damaged. */
  readonly running: string
}

/** A new PostgreSQL data folder takes 55 MiB, the others a few; MongoDB builds no index with less than 500 MiB free. */
export const NEEDED_BYTES: number = 600 * 1024 * 1024

export function engineFolders(store: StoreName, home: string): EngineFolders {
  return {
    home,
    data: path.join(home, 'data', store),
    log: path.join(home, 'logs', `${store}.log`),
    running: path.join(home, 'data', `${store}.running.json`),
  }
}

/** Makes the folders around the data; the engine makes its own. Fails early when the disk is full. */
export async function makeEngineFolders(folders: EngineFolders): Promise<void> {
  await mkdir(path.dirname(folders.log), { recursive: true, mode: 0o700 })
  await mkdir(path.dirname(folders.data), { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folders.home)
  const free = bavail * bsize
  if (free < NEEDED_BYTES) {
    const message = `${Math.floor(free / 1024 / 1024)} MiB are free; the engines need ${NEEDED_BYTES / 1024 / 1024} MiB.`
    throw Object.assign(new Error(message), { code: 'ENOSPC' })
  }
}
