import { STORE_NAMES } from '../../core/store-name.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { isFileLocked } from '../../providers/file-lock.js'
import { isElsewhere } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { runningElsewhere } from '../../providers/running-elsewhere.js'
import { getServicesLockPath } from './services-lock.js'

/**
 * Throws `RUNNING_ELSEWHERE` if one of the recorded processes was started in another container or PID namespace and the
 * locks show that it still runs. After a reboot, nothing holds them.
 */
export function assertNotRunningElsewhere(home: string, recorded: readonly ProcessIdentity[]): void {
  if (!recorded.some(isElsewhere)) return
  const files = [
    ...STORE_NAMES.map((store) => getEnginePaths(store, home).lockFile),
    getServicesLockPath(home),
  ]
  if (files.some(isFileLocked)) throw runningElsewhere(home)
}
