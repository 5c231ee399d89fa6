import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { updateState } from '../lock/update-state.js'
import type { StackState } from '../state/stack-state.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'

/**
 * Takes the fingerprint of the migration files before histories change. The function that it returns records it in the state if they are
 * those of the files now. Otherwise `up` reads them the next time.
 */
export function startRecordingMigrations(
  config: ResolvedConfig,
  { isMigrated, isLocked }: { readonly isMigrated: () => Promise<boolean>; readonly isLocked: boolean },
): (isComplete: boolean | undefined) => Promise<void> {
  const fingerprint = migrationsFingerprint(config)
  return async (isComplete) => {
    try {
      const isSame = isComplete ?? (await isMigrated())
      const change = (state: StackState): StackState => {
        const { migrated: _, ...others } = state
        return isSame ? { ...others, migrated: fingerprint } : others
      }
      await updateState(config, change, { isLocked })
    } catch (error) {
      debug(() => `The migrations were not recorded: ${String(error)}`)
    }
  }
}
