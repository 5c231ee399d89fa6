import { setTimeout as sleep } from 'node:timers/promises'
import type { Provider } from './providers/provider.js'
import type { StackEngine } from './stack-state.js'

const LOOK_MS = 100

/** Resolves when an engine has ended. A provider that cannot be told of it is asked now and then. */
export async function whenEnded(engine: StackEngine, provider: Provider, signal: AbortSignal): Promise<void> {
  if (provider.ended !== undefined) return provider.ended(engine, signal)
  do {
    await sleep(LOOK_MS, undefined, { signal })
  } while (await provider.running(engine))
}
