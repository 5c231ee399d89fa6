import { setTimeout as sleep } from 'node:timers/promises'
import { type FileLock, findLockHolders, isFileLocked, tryLockFile } from '../file-lock.js'
import { runningElsewhere } from '../running-elsewhere.js'
import { stopProcess } from '../stop-process.js'
import type { EnginePaths } from './engine-paths.js'

const ORPHAN_GRACE_MS = 10_000
/** Child processes of a killed engine hold the lock until they notice. */
const EXIT_TIMEOUT_MS = 5000
const POLL_INTERVAL_MS = 20

/**
 * Locks the data of an engine, which then inherits the lock. An engine of this directory that no file records is stopped;
 * it is recognized by the lock. Throws `RUNNING_ELSEWHERE` if a process that is not visible from here holds the lock.
 */
export async function lockData(
  { lockFile, home }: EnginePaths,
  stopSignal: NodeJS.Signals,
): Promise<FileLock> {
  const deadline = performance.now() + EXIT_TIMEOUT_MS
  for (;;) {
    const lock = tryLockFile(lockFile)
    if (lock !== undefined) return lock
    const holders = findLockHolders(lockFile)
    if (holders.length === 0 && !isFileLocked(lockFile)) continue
    if (holders.length === 0) throw runningElsewhere(home)
    if (performance.now() > deadline) {
      await Promise.all(holders.map(async (holder) => stopProcess(holder, stopSignal, ORPHAN_GRACE_MS)))
    }
    await sleep(POLL_INTERVAL_MS)
  }
}
