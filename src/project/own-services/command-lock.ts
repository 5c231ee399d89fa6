import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const SUFFIX = '.command.lock'

/** Locked by the command while it runs. */
export function getCommandLockPath(home: string, name: string): string {
  return join(home, `${name}${SUFFIX}`)
}

/** Whether a command has run in this project. */
export function hasRunCommands(home: string): boolean {
  return readdirSync(home).some((name) => name.endsWith(SUFFIX))
}
