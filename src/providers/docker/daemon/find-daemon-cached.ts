import { debug } from '../../../core/debug.js'
import { type DaemonSearch, findDaemon } from './find-daemon.js'

const CACHE_TTL_MS = 3000

let lastSearch: { readonly at: number; readonly search: Promise<DaemonSearch> } | undefined

/**
 * Caches `findDaemon` for the environment of this process. A command calls it several times in a row, and a daemon that
 * hangs may delay it only once. The cache expires, so that a long-running program finds a daemon that is started later.
 */
export async function findDaemonCached(): Promise<DaemonSearch> {
  if (lastSearch === undefined || performance.now() - lastSearch.at > CACHE_TTL_MS) {
    lastSearch = { at: performance.now(), search: searchDaemon() }
  }
  return lastSearch.search
}

async function searchDaemon(): Promise<DaemonSearch> {
  const search = await findDaemon(process.env)
  for (const { source, url, reason } of search.rejected)
    debug(`Docker daemon of ${source} at ${url}: ${reason}`)
  const { found } = search
  if (found) debug(`Docker daemon: ${found.url} (${found.source}), API ${found.apiVersion}`)
  return search
}
