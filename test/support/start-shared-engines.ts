import type { Endpoints } from '../../src/core/endpoints.js'
import type { StoreName } from '../../src/core/store-name.js'
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
  const [postgres, dynamodb, mongo] = await Promise.all([
    startEngine('postgres', home, register),
    startEngine('dynamodb', home, register),
    buildOnce().then(() => startEngine('mongo', home, register)),
  ])
  const endpoints = { postgres: postgres.endpoint, dynamodb: dynamodb.endpoint, mongo: mongo.endpoint }
  await waitForEngines(endpoints, home)
  return endpoints
}

async function startEngine<S extends StoreName>(
  store: S,
  home: string,
  register: (line: string) => void,
): Promise<Extract<EngineRecord, { store: S }>> {
  const record = await embeddedProvider.start({
    store,
    config: createTestConfig(home),
    port: await reserveFreePort(),
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  register(`pid ${record.process?.pid}`)
  return record as Extract<EngineRecord, { store: S }>
}
