import { get } from 'node:http'

/** Whether a service's or the gateway's `/healthz` says that it is well. Never throws. Node's own client, loaded fast. */
export async function answersHealthy(url: string, timeoutMs: number): Promise<boolean> {
  const at = new URL('/healthz', url)
  if (at.protocol !== 'http:') return answersByFetch(at, timeoutMs)
  return new Promise((resolve) => {
    const request = get(at, { agent: false, timeout: timeoutMs }, (response) => {
      response.resume()
      resolve(response.statusCode !== undefined && response.statusCode < 300)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}

/** A service of the user's own may be behind TLS. */
async function answersByFetch(at: URL, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(at, { signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
