import type { Endpoints } from '../../src/core/store-types.js'
import { mapStoresAsync, type PerStore, type StoreName } from '../../src/core/store-name.js'
import { loadProvider } from '../../src/project/components/load-provider.js'
import type { EngineRecord } from '../../src/providers/provider.js'
import { buildOnce } from './build-once.js'
import { createTestConfig } from './create-test-config.js'
import { waitForEngines } from './wait-for-engines.js'
import { reserveFreePort } from './reserve-free-port.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const embeddedProvider = await loadProvider('embedded')

/** Starts one engine of each kind in a temporary directory. `register` is called for everything to clean up. */
export async function startSharedEngines(register: (line: string) => void): Promise<Endpoints> {
  const home = await createTemporaryDirectory('homemanager-test-')
  register(`directory ${home}`)
  const endpoints: PerStore<unknown> = await mapStoresAsync(async (store) => {
    const { endpoint } = await startEngine(store, home, register)
    return endpoint
  })
  await waitForEngines(endpoints as Endpoints, home)
  return endpoints as Endpoints
}

async function startEngine(
  store: StoreName,
  home: string,
  register: (line: string) => void,
): Promise<EngineRecord> {
  // The programs that serve MongoDB and DynamoDB are compiled code.
  if (store !== 'postgres') await buildOnce()
  const record = await embeddedProvider.start({
    store,
    config: createTestConfig(home),
    port: await reserveFreePort(),
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  register(`pid ${record.process?.pid}`)
  return record
}
