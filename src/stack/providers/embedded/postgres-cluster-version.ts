import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'

/** The major version of the data in the folder, which must be that of `ours`; `undefined` when there is no data yet. */
export async function clusterVersion(folder: string, ours: string): Promise<string | undefined> {
  const found = await unlessMissing(readFile(path.join(folder, 'PG_VERSION'), 'utf8'))
  if (found === undefined) {
    const entries = (await unlessMissing(readdir(folder))) ?? []
    if (entries.length > 0) throw damaged(folder)
    return undefined
  }
  const version = found.trim()
  if (version !== ours.split('.')[0]) throw otherVersion(folder, version, ours)
  return version
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function otherVersion(folder: string, found: string, ours: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The data in ${folder} was made by PostgreSQL ${found}; the engine here is PostgreSQL ${ours}.`,
    detail: 'A PostgreSQL server opens only data of its own major version.',
    suggestion: `Dump the data with PostgreSQL ${found} and move the folder away, or delete it with homemanager down --volumes.`,
  })
}

function damaged(folder: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_DAMAGED, {
    message: `${folder} holds files, but is not a data folder of PostgreSQL.`,
    detail: 'It has no file PG_VERSION.',
    suggestion: 'Move it away, or delete the data of this project with homemanager down --volumes.',
  })
}
