import path from 'node:path'
import { getFileIdentity } from '../file-identity.js'
import { findLockHolders } from '../file-lock.js'
import type { ProcessIdentity } from '../provider.js'
import type { EnginePaths } from './engine-paths.js'

/**
 * The processes that hold the lock of the data and run in this state directory, as an engine and its children do. The commands
 * that start engines do not, nor do the engines of another directory whose lock file is the same by a hard link.
 */
export function findEngineProcesses({
  lockFile,
  home,
  dataDirectory,
}: EnginePaths): readonly ProcessIdentity[] {
  const directories = new Set([home, path.dirname(dataDirectory), dataDirectory].map(getFileIdentity))
  return findLockHolders(lockFile).filter(({ pid }) => {
    const directory = getFileIdentity(`/proc/${pid}/cwd`)
    return directory !== undefined && directories.has(directory)
  })
}
