import { join } from 'node:path'

/** Locked by the command while it runs. */
export function getCommandLockPath(home: string, name: string): string {
  return join(home, `${name}.command.lock`)
}
