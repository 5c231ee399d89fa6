/**
 * The URL of a MongoDB that the stack runs itself: one server, without replicas. `journal` makes it answer a write only
 * when the write outlives a kill -9: without it the last 100 ms are lost, and a server of MongoDB 8 or newer that is asked
 * for a majority only begins to write its journal before it answers (measured, ADR 0076).
 */
export function buildLocalMongoUrl(database: string, port: number): string {
  const url = new URL(`mongodb://127.0.0.1:${port}/`)
  url.pathname = encodeURIComponent(database)
  url.searchParams.set('directConnection', 'true')
  url.searchParams.set('retryWrites', 'false')
  url.searchParams.set('journal', 'true')
  return url.href
}
