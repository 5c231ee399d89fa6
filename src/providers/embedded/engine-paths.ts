import { mkdir, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { StoreName } from '../../core/store-name.js'

/** Where an engine of the project keeps what. */
export interface EnginePaths {
  readonly home: string
  readonly dataDirectory: string
  readonly logFile: string
  /** Remembers the engine that has the data, beside the state file's word for it: that one may be lost or damaged. */
  readonly recordFile: string
}

/** A new PostgreSQL data folder takes 55 MiB, the others a few; MongoDB builds no index with less than 500 MiB free. */
export const MIN_FREE_BYTES: number = 600 * 1024 * 1024

export function getEnginePaths(store: StoreName, home: string): EnginePaths {
  return {
    home,
    dataDirectory: path.join(home, 'data', store),
    logFile: path.join(home, 'logs', `${store}.log`),
    recordFile: path.join(home, 'data', `${store}.running.json`),
  }
}

/** Makes the folders around the data; the engine makes its own. Fails early when the disk is full. */
export async function createEngineDirectories(directories: EnginePaths): Promise<void> {
  await mkdir(path.dirname(directories.logFile), { recursive: true, mode: 0o700 })
  await mkdir(path.dirname(directories.dataDirectory), { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(directories.home)
  const free = bavail * bsize
  if (free < MIN_FREE_BYTES) {
    const message = `${Math.floor(free / 1024 / 1024)} MiB are free; the engines need ${MIN_FREE_BYTES / 1024 / 1024} MiB.`
    throw Object.assign(new Error(message), { code: 'ENOSPC' })
  }
}
