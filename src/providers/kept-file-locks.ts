import { fstatSync } from 'node:fs'
import path from 'node:path'
import { getFileIdentity } from './file-identity.js'
import { type FileLock, tryLockFile } from './file-lock.js'

/** Directories whose locks are kept, and for each the locks that are not in use, by file. */
const keptByDirectory = new Map<string, Map<string, FileLock>>()

/**
 * Until it is disposed, locks of files below the directory are kept when they are released, and used again by this process:
 * taking a lock starts a program, and a command that holds the lock of a stack takes those of its data several times.
 */
export function keepLocksBelow(directory: string): Disposable {
  const kept = new Map<string, FileLock>()
  keptByDirectory.set(directory, kept)
  return {
    [Symbol.dispose]() {
      if (keptByDirectory.get(directory) === kept) keptByDirectory.delete(directory)
      for (const lock of kept.values()) lock[Symbol.dispose]()
    },
  }
}

/** Like `tryLockFile`, but uses a lock that was kept, and keeps it afterwards. */
export function tryLockKeptFile(file: string): FileLock | undefined {
  const directory = [...keptByDirectory.keys()].find((each) => file.startsWith(each + path.sep))
  if (directory === undefined) return tryLockFile(file)
  const lock = takeKeptLock(directory, file) ?? tryLockFile(file)
  if (lock === undefined) return undefined
  return {
    descriptor: lock.descriptor,
    [Symbol.dispose]() {
      const kept = keptByDirectory.get(directory)
      if (kept === undefined || kept.has(file)) lock[Symbol.dispose]()
      else kept.set(file, lock)
    },
  }
}

function takeKeptLock(directory: string, file: string): FileLock | undefined {
  const kept = keptByDirectory.get(directory)
  const lock = kept?.get(file)
  if (lock === undefined) return undefined
  kept?.delete(file)
  const { dev, ino } = fstatSync(lock.descriptor, { bigint: true })
  if (getFileIdentity(file) === `${dev}:${ino}`) return lock
  // The file was deleted or replaced: its lock is of no use.
  lock[Symbol.dispose]()
  return undefined
}
