import { isHttpReady } from '../../core/is-http-ready.js'

/** Whether `/healthz` of a service or the gateway reports healthy. Never throws. */
export async function isServiceHealthy(url: string, timeoutMs: number): Promise<boolean> {
  const healthz = new URL('/healthz', url)
  if (healthz.protocol !== 'http:') return isHealthyByFetch(healthz, timeoutMs)
  return isHttpReady(healthz, { timeoutMs }, (status) => status < 300)
}

/** A custom service may use TLS. */
async function isHealthyByFetch(url: URL, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
