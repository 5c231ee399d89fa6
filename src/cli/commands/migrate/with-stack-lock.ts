import { DEFAULT_WAIT_TIMEOUT_MS } from '../../../migrations/migrate-options.js'
import type { StoreName } from '../../../core/store-name.js'
import type { CommandContext } from '../../command-context.js'

/**
 * Runs `work` while no other command stops, restarts or replaces the engines; it gets whether the stack lock is held. What was found out
 * before may have changed.
 */
export async function withStackLock<T>(
  { project, signal, output }: CommandContext,
  { wait }: { readonly wait?: number; readonly store: readonly StoreName[] },
  work: (isLocked: boolean) => Promise<T>,
): Promise<T> {
  const timeoutMs = wait === undefined ? DEFAULT_WAIT_TIMEOUT_MS : wait * 1000
  const options = { timeoutMs, timeoutOption: '--wait', signal, reporter: output }
  using lock = await (await project()).lockForMigrations(options)
  return await work(lock !== undefined)
}
