import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoints } from '../../src/core/store-types.js'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import { getStoreDriver } from '../../src/stores/registry.js'

const READY_TIMEOUT_MS = 30_000
const CHECK_TIMEOUT_MS = 5000

/** Resolves when the engines are ready. Loads no client library: that would take longer than the engines take to start. */
export async function waitForEngines(endpoints: Partial<Endpoints>, home: string): Promise<void> {
  await Promise.all(
    STORE_NAMES.map(async (store) => {
      const endpoint = endpoints[store]
      if (endpoint !== undefined) await waitForEngine(store, endpoint, home)
    }),
  )
}

async function waitForEngine(store: StoreName, endpoint: Endpoints[StoreName], home: string): Promise<void> {
  const isReady = await getStoreDriver(store).loadReadinessCheck()
  const deadline = performance.now() + READY_TIMEOUT_MS
  while (!(await isReady(endpoint, CHECK_TIMEOUT_MS))) {
    if (performance.now() > deadline) throw new Error(`${store} is not ready; its log is in ${home}/logs`)
    await sleep(10)
  }
}
