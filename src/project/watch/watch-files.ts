import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { getBaseDirectory, isSearched, isWatchedPath } from './watched-paths.js'

/**
 * Calls back with the path of each file that matches one of the patterns when it is created, changed or deleted. Every
 * directory is watched on its own: Node.js misses files that an editor replaces if it watches recursively on Linux. Files that were
 * changed after `since` (milliseconds since 1970), before they were watched, count as well; by default, none.
 */
export function watchFiles(
  directory: string,
  patterns: readonly string[],
  onChange: (path: string) => void,
  since: number = Infinity,
): Disposable {
  const watchers = new Map<string, FSWatcher>()
  const stop = (path: string): void => {
    watchers.get(path)?.close()
    watchers.delete(path)
  }
  const add = (path: string, isNew: boolean): void => {
    if (watchers.has(path) || !isSearched(path)) return
    let names: readonly { readonly name: string; isDirectory(): boolean }[]
    try {
      const watcher = watch(resolve(directory, path), (event, name) => {
        if (name === null) return
        const changed = posix.join(path, name)
        if (event === 'rename') add(changed, true)
        if (isWatchedPath(patterns, changed)) onChange(changed)
      })
      watcher.on('error', () => stop(path))
      watchers.set(path, watcher)
      names = readdirSync(resolve(directory, path), { withFileTypes: true })
    } catch {
      // A file, or it was deleted in the meantime. A directory that is created again is added by its parent.
      stop(path)
      return
    }
    for (const entry of names) {
      const child = posix.join(path, entry.name)
      if (entry.isDirectory()) add(child, isNew)
      else if (isWatchedPath(patterns, child) && (isNew || isChanged(resolve(directory, child), since)))
        onChange(child)
    }
  }
  for (const pattern of patterns) add(join(getBaseDirectory(pattern), '.'), false)
  return {
    [Symbol.dispose]() {
      for (const path of watchers.keys()) stop(path)
    },
  }
}

function isChanged(file: string, since: number): boolean {
  return since !== Infinity && (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since
}
