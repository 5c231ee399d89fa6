/** Whether a service's or the gateway's `/healthz` says that it is well. Never throws. */
export async function answersHealthy(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
