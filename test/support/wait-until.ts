import { setTimeout as sleep } from 'node:timers/promises'

const MIN_PAUSE_MS = 20

/**
 * Waits until `condition` holds, checking it every 20 ms; less often if the check itself takes long, as a command does. Throws after
 * `timeoutMs` (default: 60,000).
 */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const since = performance.now()
    if (await condition()) return
    const tookMs = performance.now() - since
    if (Date.now() > deadline)
      throw new Error(`Condition not met within ${timeoutMs} ms: ${condition.toString()}`)
    await sleep(Math.max(MIN_PAUSE_MS, 5 * tookMs))
  }
}
