/**
 * The URL of a MongoDB server that the stack runs: a single server without replicas. With `journal`, the server
 * acknowledges a write only when it survives a kill -9. Without it, the last 100 ms of writes are lost. A write concern
 * of `majority` alone is not sufficient: MongoDB 8 and newer start the journal write but do not wait for it before they
 * acknowledge (measured, ADR 0076).
 */
export function buildLocalMongoUrl(database: string, port: number): string {
  const url = new URL(`mongodb://127.0.0.1:${port}/`)
  url.pathname = encodeURIComponent(database)
  url.searchParams.set('directConnection', 'true')
  url.searchParams.set('retryWrites', 'false')
  url.searchParams.set('journal', 'true')
  return url.href
}
