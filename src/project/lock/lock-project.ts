import type { ResolvedConfig } from '../../config/resolved-config.js'
import { acquireStackLock, type StackLockOptions } from '../state/stack-lock.js'
import { completeRestore } from './restore-journal.js'

/** Acquires the stack lock of a project, and completes a restore that was killed while it held the lock. */
export async function lockProject(config: ResolvedConfig, options: StackLockOptions): Promise<Disposable> {
  const lock = await acquireStackLock(config.home, options)
  try {
    await completeRestore(config, (message) => options.reporter.warn(message))
    return lock
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}
