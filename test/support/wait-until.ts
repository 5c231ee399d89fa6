import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `condition` holds, checking it every 20 ms. Throws after `timeoutMs` (default: 60,000). */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`Condition not met within ${timeoutMs} ms: ${condition.toString()}`)
    await sleep(20)
  }
}
