import { setTimeout as sleep } from 'node:timers/promises'
import type { Provider } from '../../providers/provider.js'
import type { StackEngine } from '../state/stack-state.js'

const POLL_INTERVAL_MS = 100

/** Resolves when an engine has exited. Polls if the provider cannot wait for it. */
export async function waitForExit(
  engine: StackEngine,
  provider: Provider,
  signal: AbortSignal,
): Promise<void> {
  if (provider.waitForExit !== undefined) return provider.waitForExit(engine, signal)
  do {
    await sleep(POLL_INTERVAL_MS, undefined, { signal })
  } while (await provider.isRunning(engine))
}
