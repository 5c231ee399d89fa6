import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'

/** The major version of the data in the folder, which must be that of `ours`; `undefined` when there is no data yet. */
export async function readClusterVersion(directory: string, ours: string): Promise<string | undefined> {
  const found = await ignoreMissing(readFile(path.join(directory, 'PG_VERSION'), 'utf8'))
  if (found === undefined) {
    const entries = (await ignoreMissing(readdir(directory))) ?? []
    if (entries.length > 0) throw dataCorruptedError(directory)
    return undefined
  }
  const version = found.trim()
  if (version !== ours.split('.')[0]) throw versionMismatchError(directory, version, ours)
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

function versionMismatchError(directory: string, found: string, ours: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The data in ${directory} was made by PostgreSQL ${found}; the engine here is PostgreSQL ${ours}.`,
    detail: 'A PostgreSQL server opens only data of its own major version.',
    suggestion: `Dump the data with PostgreSQL ${found} and move the folder away, or delete it with homemanager down --volumes.`,
  })
}

function dataCorruptedError(directory: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_CORRUPTED, {
    message: `${directory} holds files, but is not a data folder of PostgreSQL.`,
    detail: 'It has no file PG_VERSION.',
    suggestion: 'Move it away, or delete the data of this project with homemanager down --volumes.',
  })
}
