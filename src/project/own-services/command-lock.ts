import { join } from 'node:path'
import type { ServiceName } from '../../core/service-name.js'

/** Locked by the command while it runs. */
export function getCommandLockPath(home: string, name: ServiceName): string {
  return join(home, `${name}.command.lock`)
}
