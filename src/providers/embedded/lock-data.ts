import { setTimeout as sleep } from 'node:timers/promises'
import { type FileLock, findLockHolders, hasOpenElsewhere, isFileLocked } from '../file-lock.js'
import { tryLockKeptFile } from '../kept-file-locks.js'
import { isSessionLeader } from '../process-identity.js'
import type { ProcessIdentity } from '../provider.js'
import { runningElsewhere } from '../running-elsewhere.js'
import { stopProcess } from '../stop-process.js'
import { findEngineProcesses } from './engine-processes.js'
import type { EnginePaths } from './engine-paths.js'

const ORPHAN_GRACE_MS = 10_000
/** Child processes of a killed engine hold the lock until they notice. */
const EXIT_TIMEOUT_MS = 5000
const FIRST_PAUSE_MS = 20
/** Each attempt reads the open files of all processes. */
const MAX_PAUSE_MS = 250

/**
 * Locks the data of an engine, which then inherits the lock. An engine of this directory that no file records is stopped;
 * it is recognized by the lock and its working directory. Throws `RUNNING_ELSEWHERE` if another process holds the lock.
 */
export async function lockData(paths: EnginePaths, stopSignal: NodeJS.Signals): Promise<FileLock> {
  const { lockFile, home } = paths
  const deadline = performance.now() + EXIT_TIMEOUT_MS
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const lock = tryLockKeptFile(lockFile)
    if (lock !== undefined) return lock
    const holders = findLockHolders(lockFile)
    if (holders.length === 0 && !isFileLocked(lockFile)) continue
    if (holders.length === 0 || holders.some((holder) => isEngineElsewhere(holder, lockFile)))
      throw runningElsewhere(home)
    if (performance.now() > deadline) {
      const own = findEngineProcesses(paths)
      if (own.length === 0) throw runningElsewhere(home)
      await Promise.all(own.map(async (each) => stopProcess(each, stopSignal, ORPHAN_GRACE_MS)))
    }
    await sleep(pauseMs)
  }
}

/** An engine of another directory, of which this one is a copy made of hard links, does not end by itself. */
function isEngineElsewhere(holder: ProcessIdentity, lockFile: string): boolean {
  return isSessionLeader(holder.pid) && hasOpenElsewhere(holder, lockFile)
}
