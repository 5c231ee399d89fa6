import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `holds` says so, looking every few milliseconds; throws after `timeoutMs` (default 20,000). */
export async function waitUntil(holds: () => Promise<boolean> | boolean, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${holds.toString()}`)
    await sleep(20)
  }
}
