import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, mkdir, readdir, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { EngineFiles } from '../provider.js'
import { copyDirectory } from './copy-directory.js'
import { type EnginePaths, getEnginePaths } from './engine-paths.js'
import { copyOrLink, renewChanged } from './link-unchanged.js'
import { lockData } from './lock-data.js'
import { removeDirectories } from './remove-directories.js'
import { toDirectoryError } from './to-directory-error.js'

/** The directory of a snapshot has the data directory under this name. */
const COPY = 'data'

/** Copies data directories, without copying their blocks where the file system can share them. */
export const embeddedFiles: EngineFiles = {
  async save(store, config, directory, signal) {
    const paths = getEnginePaths(store, config.home)
    await reportProblems(directory, async () => {
      createPrivateDirectory(directory)
      if (!existsSync(paths.dataDirectory)) return
      using _lock = await lockData(paths, 'SIGKILL')
      await copyDirectory(paths.dataDirectory, path.join(directory, COPY), { signal })
    })
  },
  async stage(store, config, directory, signal) {
    const paths = getEnginePaths(store, config.home)
    const source = path.join(directory, COPY)
    // If the snapshot was deleted, its store is not one that never ran.
    await access(directory)
    await reportProblems(paths.dataDirectory, async () => {
      createPrivateDirectory(path.dirname(paths.dataDirectory))
      await removeStaged(paths)
      // A snapshot of a store that never ran has no data.
      if (!existsSync(source)) {
        await mkdir(getStagedDirectory(paths), { mode: 0o700 })
        return
      }
      // Of this call alone: the program of an earlier one may still be copying, if its command was killed.
      const copy = `${getStagedDirectory(paths)}-${randomUUID()}`
      await copyOrLink(source, copy, paths.dataDirectory, signal)
      await rename(copy, getStagedDirectory(paths))
    })
  },
  async stageByMoving(store, config, directory) {
    const paths = getEnginePaths(store, config.home)
    await removeStaged(paths)
    await rename(path.join(directory, COPY), getStagedDirectory(paths))
  },
  async replace(store, config, directory) {
    const paths = getEnginePaths(store, config.home)
    const staged = getStagedDirectory(paths)
    using _lock = await lockData(paths, 'SIGKILL')
    if (existsSync(staged)) {
      await renewChanged(path.join(directory, COPY), staged)
      await removeDirectories([getReplacedDirectory(paths)])
      if (existsSync(paths.dataDirectory)) await rename(paths.dataDirectory, getReplacedDirectory(paths))
      await rename(staged, paths.dataDirectory)
    }
  },
  async deleteReplaced(stores, config) {
    await removeDirectories(stores.map((store) => getReplacedDirectory(getEnginePaths(store, config.home))))
  },
  async measure(store, config) {
    const { dataDirectory } = getEnginePaths(store, config.home)
    const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true }).catch(() => [])
    const files = entries.filter((entry) => entry.isFile())
    // An engine that runs may remove some.
    const sizes = await Promise.all(
      files.map(async (file) =>
        stat(path.join(file.parentPath, file.name))
          .then(({ size }) => size)
          .catch(() => 0),
      ),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  },
  async discard(store, config) {
    await removeStaged(getEnginePaths(store, config.home))
  },
}

/** Removes what was staged, and unfinished copies, one of which may still be growing: a later call removes it. */
async function removeStaged(paths: EnginePaths): Promise<void> {
  const staged = getStagedDirectory(paths)
  await removeDirectories([staged])
  const parent = path.dirname(staged)
  const names = await readdir(parent).catch(() => [])
  const unfinished = names.filter((name) => name.startsWith(`${path.basename(staged)}-`))
  await removeDirectories(unfinished.map((name) => path.join(parent, name))).catch(() => {})
}

function getStagedDirectory({ dataDirectory }: EnginePaths): string {
  return `${dataDirectory}.restored`
}

/** Until the new data is in place, in case the command is killed. */
function getReplacedDirectory({ dataDirectory }: EnginePaths): string {
  return `${dataDirectory}.replaced`
}

async function reportProblems(directory: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const problem = toDirectoryError(error, directory)
    if (!hasErrorCode(problem, PROVIDER_ERRORS.DISK_FULL)) throw problem
    throw new HomeError(PROVIDER_ERRORS.DISK_FULL, {
      message: `Not enough disk space for a copy of the data in ${directory}.`,
      ...(problem.detail === undefined ? {} : { detail: problem.detail }),
      suggestion:
        'Free disk space, for example by deleting snapshots (homemanager snapshot list). The existing data was not changed.',
      cause: error,
    })
  }
}
