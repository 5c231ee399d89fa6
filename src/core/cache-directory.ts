import { homedir } from 'node:os'
import path from 'node:path'

/** Where things are kept that any project of this user can use again: `XDG_CACHE_HOME` or `~/.cache`. */
export function getCacheDirectory(): string {
  const base = process.env['XDG_CACHE_HOME']
  return path.join(
    base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'),
    'homemanager',
  )
}
