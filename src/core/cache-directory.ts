import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPrivateDirectory } from './create-directory.js'
import { describeObstacle } from './describe-obstacle.js'
import { findHomeDirectory } from './home-directory.js'
import { createTemporaryDirectory } from './temporary-directory.js'

const known = new Map<string, string>()

/**
 * The cache directory that all projects of this user share: in `XDG_CACHE_HOME`, by default `~/.cache`. If that cannot be
 * written, or without a home directory, it is in the directory for temporary files.
 */
export function getCacheDirectory(): string {
  const base = process.env['XDG_CACHE_HOME']
  const home = findHomeDirectory()
  const caches = base !== undefined && path.isAbsolute(base) ? base : home && path.join(home, '.cache')
  const key = caches ?? ''
  const directory = known.get(key) ?? findWritable(caches && path.join(caches, 'homemanager'))
  known.set(key, directory)
  return directory
}

/** Why the cache is not in `XDG_CACHE_HOME`, and where it is; undefined if it is there, or the variable is not set. */
export function describeUnusedCacheHome(): string | undefined {
  const base = process.env['XDG_CACHE_HOME'] ?? ''
  if (base === '') return undefined
  const [wanted, used] = [path.join(base, 'homemanager'), getCacheDirectory()]
  if (used === wanted) return undefined
  const obstacle = path.isAbsolute(base) ? describeObstacle(wanted) : 'it is not an absolute path'
  return `XDG_CACHE_HOME (${base}) cannot be used: ${obstacle ?? 'it cannot be written to'}. The cache is in ${used}.`
}

function findWritable(directory: string | undefined): string {
  if (directory !== undefined && isWritable(directory)) return directory
  return findOwnDirectory(path.resolve(tmpdir(), `homemanager-cache-${process.getuid?.() ?? ''}`))
}

function isWritable(directory: string): boolean {
  try {
    createPrivateDirectory(directory)
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Programs are run from the cache, so no other user may be able to write to it. */
function findOwnDirectory(directory: string): string {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch {
    // It exists, or TMPDIR does not.
  }
  try {
    const stats = lstatSync(directory)
    const isOwn = stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0
    if (isOwn) return directory
  } catch {
    // The other directory reports the problem.
  }
  return createTemporaryDirectory('homemanager-cache-')
}
