import { isNotWritable } from '../state/is-not-writable.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackLockOptions } from '../state/stack-lock.js'
import { lockProject } from './lock-project.js'

/**
 * Acquires the stack lock for migrations of a running stack: commands that stop, restart or replace its engines wait until they have
 * ended. Resolves to undefined if homemanager runs none of the engines, or if this user may not write to the state directory.
 */
export async function lockForMigrations(
  { config, state }: RecordedProject,
  options: StackLockOptions,
): Promise<Disposable | undefined> {
  if (state.engines.every(({ provider }) => provider === 'external')) return undefined
  try {
    return await lockProject(config, options)
  } catch (error) {
    if (isNotWritable(error)) return undefined
    throw error
  }
}
