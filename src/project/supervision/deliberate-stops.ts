import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deleteOptionalFile } from '../state/optional-file.js'
import type { SupervisedName } from './restart-records.js'

/**
 * Call it before a command stops components that it starts again. If the command is killed meanwhile, the supervisor starts them,
 * which does not count as a restart. `forgetDeliberateStop` ends it.
 */
export function recordDeliberateStop(home: string, names: readonly SupervisedName[]): void {
  for (const name of names) {
    try {
      writeFileSync(getPath(home, name), '', { mode: 0o600 })
    } catch {
      // Not writable; the start is counted.
    }
  }
}

/** The component was started. */
export function forgetDeliberateStop(home: string, name: SupervisedName): void {
  deleteOptionalFile(getPath(home, name))
}

export function isStoppedDeliberately(home: string, name: SupervisedName): boolean {
  return existsSync(getPath(home, name))
}

function getPath(home: string, name: SupervisedName): string {
  return join(home, `${name}.stopped`)
}
