import { homedir } from 'node:os'
import path from 'node:path'

/** The cache directory that all projects of this user share: in `XDG_CACHE_HOME`, by default `~/.cache`. */
export function getCacheDirectory(): string {
  const base = process.env['XDG_CACHE_HOME']
  return path.join(
    base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'),
    'homemanager',
  )
}
