import { isHttpReady } from './is-http-ready.js'

/** Whether a service's or the gateway's `/healthz` says that it is well. Never throws. */
export async function isServiceHealthy(url: string, timeoutMs: number): Promise<boolean> {
  const at = new URL('/healthz', url)
  const good = (status: number): boolean => status < 300
  return at.protocol === 'http:' ? isHttpReady(at, { timeoutMs }, good) : isHealthyByFetch(at, timeoutMs)
}

/** A service of the user's own may be behind TLS. */
async function isHealthyByFetch(at: URL, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(at, { signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
