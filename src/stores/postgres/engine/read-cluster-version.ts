import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'

/** The major version of the data in a directory; `undefined` if there is none. Throws unless it matches the engine's. */
export async function readClusterVersion(
  directory: string,
  engineVersion: string,
): Promise<string | undefined> {
  const found = await ignoreMissing(readFile(path.join(directory, 'PG_VERSION'), 'utf8'))
  if (found === undefined) {
    const entries = (await ignoreMissing(readdir(directory))) ?? []
    if (entries.length > 0) throw dataCorruptedError(directory)
    return undefined
  }
  const version = found.trim()
  if (version !== engineVersion.split('.')[0]) throw versionMismatchError(directory, version, engineVersion)
  return version
}

async function ignoreMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function versionMismatchError(directory: string, found: string, engineVersion: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The data in ${directory} was created by PostgreSQL ${found}, but the embedded engine is PostgreSQL ${engineVersion}.`,
    detail: 'PostgreSQL only opens data of its own major version.',
    suggestion: `Dump the data with PostgreSQL ${found} and move the directory away, or delete it with homemanager down --volumes.`,
  })
}

function dataCorruptedError(directory: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_CORRUPTED, {
    message: `${directory} is not empty, but is not a PostgreSQL data directory.`,
    detail: 'It does not contain the file PG_VERSION.',
    suggestion: 'Move it away, or delete the data of this project with homemanager down --volumes.',
  })
}
