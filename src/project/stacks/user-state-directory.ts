import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { findHomeDirectory } from '../../core/home-directory.js'

/**
 * The directory for state that all projects of this user share: in `XDG_STATE_HOME`, by default `~/.local/state`. Undefined
 * without a home directory, or if it belongs to another user, as after `sudo` with the variable HOME kept.
 */
export function getUserStateDirectory(): string | undefined {
  const base = process.env['XDG_STATE_HOME']
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'homemanager')
  const home = findHomeDirectory()
  if (home === undefined || !existsSync(home)) return undefined
  const isOwn = process.getuid === undefined || statSync(home).uid === process.getuid()
  return isOwn ? path.join(home, '.local', 'state', 'homemanager') : undefined
}
