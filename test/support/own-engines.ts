import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import type { StoreName } from '../../src/core/store-name.js'
import { embeddedProvider } from '../../src/stack/providers/embedded/embedded-provider.js'
import type { EngineRecord } from '../../src/stack/providers/provider.js'
import { buildOnce } from './build-once.js'
import { cleanUpLater } from './clean-up-later.js'
import { testConfig } from './engines-config.js'
import { enginesReady } from './engines-ready.js'
import { freePort } from './free-port.js'
import { temporaryFolder } from './temporary-folder.js'

export type RecordOf<S extends StoreName> = Extract<EngineRecord, { store: S }>

/** Engines that a test starts, kills and starts again by itself; disposing ends them and removes their folder. */
export interface OwnEngines extends AsyncDisposable {
  readonly config: ResolvedConfig
  start<S extends StoreName>(store: S, config?: ResolvedConfig): Promise<RecordOf<S>>
}

/** `subfolder` is where in the temporary folder the project's home is; to try awkward paths. */
export async function ownEngines(subfolder: string = 'home'): Promise<OwnEngines> {
  const folder = await temporaryFolder('homemanager-own-')
  await cleanUpLater({ folder })
  const home = path.join(folder, subfolder)
  await mkdir(home, { recursive: true })
  const records: EngineRecord[] = []
  return {
    config: testConfig(home),
    async start<S extends StoreName>(store: S, config: ResolvedConfig = testConfig(home)) {
      if (store === 'mongo') await buildOnce()
      const record = await embeddedProvider.start({
        store,
        config,
        port: await freePort(),
        signal: new AbortController().signal,
        onProgress: () => {},
      })
      records.push(record)
      if (record.process) await cleanUpLater({ pid: record.process.pid })
      await enginesReady({ [store]: record.endpoint }, home)
      return record as RecordOf<S>
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(records.map((record) => embeddedProvider.stop(record, 5000)))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
