import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import type { AddonName } from '../../core/addon-name.js'
import type { StoreName } from '../../core/store-name.js'

/** Paths of the files of an engine or an add-on. */
export interface EnginePaths {
  readonly home: string
  readonly dataDirectory: string
  readonly logFile: string
  /** Records which process uses the data, in addition to the state file, which may be missing or corrupted. */
  readonly recordFile: string
  /** Locked by the engine while it runs. */
  readonly lockFile: string
}

/**
 * A new data directory requires 55 MiB for PostgreSQL and a few MiB for the others. MongoDB does not build an index with
 * less than 500 MiB free.
 */
export const MIN_FREE_BYTES: number = 600 * 1024 * 1024

export function getEnginePaths(name: StoreName | AddonName, home: string): EnginePaths {
  return {
    home,
    dataDirectory: path.join(home, 'data', name),
    logFile: path.join(home, 'logs', `${name}.log`),
    recordFile: path.join(home, 'data', `${name}.running.json`),
    lockFile: path.join(home, 'data', `${name}.lock`),
  }
}

/** Creates the parent paths of data and log. Fails early if the disk is full. */
export async function createEngineDirectories(paths: EnginePaths): Promise<void> {
  createPrivateDirectory(path.dirname(paths.logFile))
  createPrivateDirectory(path.dirname(paths.dataDirectory))
  const { bavail, bsize } = await statfs(paths.home)
  const free = bavail * bsize
  if (free < MIN_FREE_BYTES) {
    const message = `${Math.floor(free / 1024 / 1024)} MiB are free; the engines require ${MIN_FREE_BYTES / 1024 / 1024} MiB.`
    throw Object.assign(new Error(message), { code: 'ENOSPC' })
  }
}
