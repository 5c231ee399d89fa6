import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import type { StoreName } from '../../src/core/store-name.js'
import { loadProvider } from '../../src/project/components/load-provider.js'
import type { EngineRecord } from '../../src/providers/provider.js'
import { buildOnce } from './build-once.js'
import { registerCleanup } from './register-cleanup.js'
import { createTestConfig } from './create-test-config.js'
import { waitForEngines } from './wait-for-engines.js'
import { reserveFreePort } from './reserve-free-port.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const embeddedProvider = await loadProvider('embedded')

export type EngineRecordFor<S extends StoreName> = Extract<EngineRecord, { store: S }>

/** Engines that one test starts, kills and restarts. Disposing stops them and deletes their directory. */
export interface DedicatedEngines extends AsyncDisposable {
  readonly config: ResolvedConfig
  start<S extends StoreName>(store: S, config?: ResolvedConfig): Promise<EngineRecordFor<S>>
}

/** `subdirectory` is the path of the state directory within the temporary directory, to test unusual paths. */
export async function createDedicatedEngines(subdirectory: string = 'home'): Promise<DedicatedEngines> {
  const directory = await createTemporaryDirectory('homemanager-dedicated-')
  await registerCleanup({ directory })
  const home = path.join(directory, subdirectory)
  await mkdir(home, { recursive: true })
  const records: EngineRecord[] = []
  return {
    config: createTestConfig(home),
    async start<S extends StoreName>(store: S, config: ResolvedConfig = createTestConfig(home)) {
      if (store !== 'postgres') await buildOnce()
      const record = await embeddedProvider.start({
        store,
        config,
        port: await reserveFreePort(),
        signal: new AbortController().signal,
        onProgress: () => {},
      })
      records.push(record)
      if (record.process) await registerCleanup({ pid: record.process.pid })
      await waitForEngines({ [store]: record.endpoint }, home)
      return record as EngineRecordFor<S>
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(records.map((record) => embeddedProvider.stop(record, 5000)))
      await rm(directory, { recursive: true, force: true })
    },
  }
}
