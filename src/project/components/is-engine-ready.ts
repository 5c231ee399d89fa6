import { getStoreDriver } from '../../stores/registry.js'
import type { StackEngine } from '../state/stack-state.js'

/**
 * Whether an engine that this project started is ready, by its own protocol. Uses plain sockets: loading the three drivers
 * takes half a second, more than `status` may take in total. Never throws.
 */
export async function isEngineReady({ store, endpoint }: StackEngine, timeoutMs: number): Promise<boolean> {
  const isReady = await getStoreDriver(store).loadReadinessCheck()
  return isReady(endpoint, timeoutMs)
}
