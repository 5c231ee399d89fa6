import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getCheckpointKey } from '../../dataset/dataset-key.js'
import type { BulkLoader, BulkLoaders } from '../../dataset/seeding/bulk-loader.js'
import { getSnapshotsDirectory, stageSnapshot } from '../../snapshots/snapshot-directory.js'
import type { BulkContents, BulkImport } from '../../stores/contracts/bulk-import.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadProvider } from '../components/load-provider.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { HOLD_TIMEOUT_MS, holdServices } from '../hold/hold-services.js'
import { lockUnlessBusy } from '../lock/lock-unless-busy.js'
import { replaceData } from '../lock/restore-journal.js'
import type { StackEngine } from '../state/stack-state.js'
import { restartEngines } from './restart-engines.js'
import { readUnfinishedSeeds } from '../state/unfinished-seeds.js'
import type { UpRun } from './up-run.js'
import { whileEnginesStopped } from './while-engines-stopped.js'

/** Acquires the stack lock while an engine is restarted. Not needed if the caller holds it. */
export type LockStack = () => Promise<Disposable>

/**
 * The bulk loaders of a project's own engines. An import has the engine restarted with what was written; requests to the services wait
 * for that moment.
 */
export async function createBulkLoaders(
  run: UpRun,
  lock: LockStack = async () => Promise.resolve({ [Symbol.dispose]: () => {} }),
): Promise<BulkLoaders> {
  const endpoints = resolveEndpoints(run)
  const { entities } = await loadExtensions(run.config)
  const loaders: Partial<Record<StoreName, BulkLoader>> = {}
  for (const store of STORE_NAMES) {
    const bulk = await getStoreDriver(store).loadBulkImport?.()
    const engine = run.state.engines.find((each) => each.store === store)
    if (bulk === undefined || engine?.provider !== 'embedded' || !bulk.supports(engine.engine)) continue
    // Commands may be configured to use another server.
    if (!isDeepStrictEqual(engine.endpoint, endpoints[store])) continue
    loaders[store] = {
      minRecords: bulk.minRecords,
      isPossible: async (dataset) => bulk.isReplaceable(engine.endpoint, dataset),
      load: async (batches, checkpoint, signal) =>
        importIntoEngine(run, engine, bulk, { entities, batches, checkpoint, signal }, lock),
    }
  }
  return loaders
}

async function importIntoEngine(
  run: UpRun,
  engine: StackEngine,
  bulk: BulkImport,
  contents: BulkContents,
  lock: LockStack,
): Promise<boolean> {
  const { config } = run
  const { store } = engine
  await using staged = await stageSnapshot(getSnapshotsDirectory(config.home))
  const directory = path.join(staged.directory, store)
  await bulk.write(engine.endpoint, directory, contents)
  const { files } = await loadProvider('embedded')
  using stack = await lockUnlessBusy(lock)
  if (stack === undefined) return false
  run.reload()
  const options = { timeoutMs: HOLD_TIMEOUT_MS, signal: contents.signal }
  await using _hold = await holdServices(run.state, config.home, options)
  if (!(await bulk.isReplaceable(engine.endpoint, getCheckpointKey(contents.checkpoint)))) return false
  await files?.stageByMoving?.(store, config, directory)
  await replaceFiles(run, store, staged.directory)
  return true
}

async function replaceFiles(run: UpRun, store: StoreName, directory: string): Promise<void> {
  const { engines, seeded, generator, migrated, validSessions } = run.state
  const data = {
    seeded,
    ...(generator === undefined ? {} : { generator }),
    ...(validSessions === undefined ? {} : { validSessions }),
    unfinishedSeeds: readUnfinishedSeeds(run.config.home),
  }
  const stopped = engines.filter((engine) => engine.store === store)
  const restart = async (): Promise<void> => restartEngines(run, stopped)
  const { deleted } = await whileEnginesStopped(
    run.config,
    { engines: stopped, running: stopped, restart },
    async () => replaceData(run.config, { provider: 'embedded', stores: [store], directory, data }),
  )
  await deleted
  if (migrated !== undefined) run.save({ migrated })
}
