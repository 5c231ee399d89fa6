import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Endpoints } from '../../src/core/endpoints.js'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import { embeddedProvider } from '../../src/stack/providers/embedded/embedded-provider.js'
import type { EngineRecord } from '../../src/stack/providers/provider.js'
import { openStores } from '../../src/stores/open-stores.js'
import { buildOnce } from './build-once.js'
import { startCleaner } from './cleaner.js'
import { testConfig } from './engines-config.js'
import { freePort } from './free-port.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a worker asks for the addresses of the engines; the first question starts them. */
    readonly engineBroker: string
  }
}

/**
 * One set of real engines for the whole run, started when the first test asks for it, so that runs of pure unit tests
 * start nothing. A cleaner ends them when this process is gone, however it went.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Endpoints> | undefined
  const cleaner = startCleaner()
  const broker = createServer((_request, response) => {
    started ??= startEngines((line) => cleaner.note(line))
    started.then(
      (endpoints) => response.end(JSON.stringify(endpoints)),
      (error: unknown) => response.writeHead(500).end(described(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  project.provide('engineBroker', `http://127.0.0.1:${address.port}`)
  return async () => {
    broker.close()
    broker.closeAllConnections()
    await started?.catch(() => {})
    await cleaner.end()
  }
}

async function startEngines(note: (line: string) => void): Promise<Endpoints> {
  await buildOnce()
  const home = await mkdtemp(path.join(tmpdir(), 'homemanager-test-'))
  note(`folder ${home}`)
  const [postgres, dynamodb, mongo] = await Promise.all([
    startEngine('postgres', home, note),
    startEngine('dynamodb', home, note),
    startEngine('mongo', home, note),
  ])
  const endpoints = { postgres: postgres.endpoint, dynamodb: dynamodb.endpoint, mongo: mongo.endpoint }
  await using stores = openStores(endpoints)
  await Promise.all(STORE_NAMES.map((store) => answering(store, () => stores[store].ping(), home)))
  return endpoints
}

async function startEngine<S extends StoreName>(
  store: S,
  home: string,
  note: (line: string) => void,
): Promise<Extract<EngineRecord, { store: S }>> {
  const record = await embeddedProvider.start({
    store,
    config: testConfig(home),
    port: await freePort(),
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  note(`pid ${record.process?.pid}`)
  return record as Extract<EngineRecord, { store: S }>
}

async function answering(store: StoreName, ping: () => Promise<unknown>, home: string): Promise<void> {
  const deadline = performance.now() + 30_000
  for (;;) {
    try {
      await ping()
      return
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`${store} does not answer; its log is in ${home}/logs`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

function described(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}\n${JSON.stringify(error)}` : String(error)
}
