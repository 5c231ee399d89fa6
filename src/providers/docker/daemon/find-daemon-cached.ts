import { type DaemonSearch, findDaemon } from './find-daemon.js'

const CACHE_TTL_MS = 3000

let lastSearch: { readonly at: number; readonly search: Promise<DaemonSearch> } | undefined

/**
 * `findEngine` in this process's environment. A command asks several times in a row, and a daemon that hangs may hold
 * it up only once; a program that lives on sees an engine that was started later.
 */
export async function findDaemonCached(): Promise<DaemonSearch> {
  if (lastSearch === undefined || performance.now() - lastSearch.at > CACHE_TTL_MS) {
    lastSearch = { at: performance.now(), search: findDaemon(process.env) }
  }
  return lastSearch.search
}
