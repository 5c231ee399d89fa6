import { join } from 'node:path'
import { type FileLock, waitForFileLock } from '../../providers/file-lock.js'
import { runningElsewhere } from '../../providers/running-elsewhere.js'

const LOCK_TIMEOUT_MS = 5000

/** Locked by the process in which the services of a project run, wherever that is. */
export function getServicesLockPath(home: string): string {
  return join(home, 'services.lock')
}

/** Shows in all PID namespaces and containers that the services of this directory run. Throws `RUNNING_ELSEWHERE`. */
export async function lockServices(home: string): Promise<FileLock> {
  // Whatever waited for the end of the previous services holds it for a moment, which is longer on a busy machine.
  const lock = await waitForFileLock(getServicesLockPath(home), LOCK_TIMEOUT_MS)
  if (lock === undefined) throw runningElsewhere(home)
  return lock
}
