import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { debug } from '../../core/debug.js'
import { formatBytes } from '../../core/format-bytes.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { GENERATOR_VERSION } from '../../dataset/generator/generator-version.js'
import { readProfile } from '../../dataset/profiles/read-profile.js'
import { serializeProfile } from '../../dataset/profiles/stored-profile.js'
import type { EngineFiles } from '../../providers/provider.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import {
  addCachedDataset,
  type DatasetDescription,
  findCachedDataset,
  getEntryData,
  isComplete,
  removeCachedDataset,
  toCacheKey,
} from '../../snapshots/dataset-cache.js'
import { getStoreDriver } from '../../stores/registry.js'
import { holdPort } from '../components/hold-port.js'
import { loadProvider } from '../components/load-provider.js'
import { stopEngine } from '../components/stop-engine.js'
import { silentReporter } from '../state/stack-reporter.js'
import { placeData } from '../lock/place-data.js'
import { isRestoreIncomplete } from '../lock/restore-journal.js'
import type { ProviderChoice } from './choose-provider.js'
import { listMigrationFiles } from './migrations-fingerprint.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { restartEngine } from './start-engines.js'
import type { UpRun } from './up-run.js'

/** `up` seeds with this random seed. */
const SEED = 1
const STOP_GRACE_MS = 10_000

/** The dataset that a run of `up` is going to load into new engines. */
export interface CacheableDataset {
  readonly description: DatasetDescription
  readonly key: string
  readonly files: EngineFiles
}

/**
 * The dataset that `up` is going to load, if it can be copied from the cache or to it: the project has no data yet, and
 * homemanager itself runs all engines as processes.
 */
export async function findCacheableDataset(
  run: UpRun,
  provider: ProviderChoice,
): Promise<CacheableDataset | undefined> {
  const { config, options, state } = run
  const { seed: profileName, cache = true } = options
  if (profileName === undefined || !cache || state.engines.length > 0) return undefined
  if (STORE_NAMES.some((store) => provider.forStore(store) !== 'embedded')) return undefined
  if (STORE_NAMES.some((store) => existsSync(getEnginePaths(store, config.home).dataDirectory)))
    return undefined
  const { files } = await loadProvider('embedded')
  if (files === undefined) return undefined
  const [profile, engines] = await Promise.all([
    readProfile(profileName, config.root),
    Promise.all(STORE_NAMES.map(async (store) => identifyEngine(run, store))),
  ])
  const { postgres, dynamodb, mongo } = config
  const { digest: extensions } = await loadExtensions(config)
  const description: DatasetDescription = {
    profile: profile.name,
    content: serializeProfile(profile),
    seed: SEED,
    generator: GENERATOR_VERSION,
    migrations: hashMigrations(run),
    names: [postgres.user, postgres.database, dynamodb.table, mongo.database],
    engines,
    ...(extensions === undefined ? {} : { extensions }),
  }
  return { description, key: toCacheKey(description), files }
}

async function identifyEngine(run: UpRun, store: (typeof STORE_NAMES)[number]): Promise<string> {
  const recipe = await getStoreDriver(store).loadEmbeddedRecipe()
  const task = silentReporter.task(store)
  return recipe.identify({ ...run.toStartRequest(run.config.ports[store].port, task), store })
}

/** Copies the dataset from the cache into the project, if it is there. False if it must be loaded. */
export async function copyFromCache(run: UpRun, dataset: CacheableDataset): Promise<boolean> {
  const { config, options, signal } = run
  const { key, files, description } = dataset
  const entry = await findCachedDataset(key)
  if (entry === undefined) return false
  const source = getEntryData(entry)
  const task = options.reporter.task(`seed ${options.seed}`)
  if (!(await isComplete(source, entry))) {
    task.fail()
    debug(() => `The cached dataset ${key} is damaged, and is deleted.`)
    await removeCachedDataset(entry)
    return false
  }
  try {
    const data = { seeded: [options.seed ?? description.profile], generator: description.generator }
    await placeData(config, { provider: 'embedded', directory: source, data }, signal)
    run.save(data)
    task.succeed(`copied from the cache (${formatBytes(entry.bytes)})`)
    return true
  } catch (error) {
    task.fail()
    signal.throwIfAborted()
    debug(() => `The cached dataset ${key} cannot be used: ${String(error)}`)
    if (isRestoreIncomplete(config)) throw error
    await Promise.all(STORE_NAMES.map(async (store) => files.discard(store, config)))
    return false
  }
}

/**
 * Copies a dataset that was just loaded into new engines to the cache. The engines are stopped meanwhile. Without space for the
 * copy, the dataset is loaded the next time, too.
 */
export async function copyToCache(run: UpRun, { description, key, files }: CacheableDataset): Promise<void> {
  const { config, signal } = run
  const { engines } = run.state
  const ports: AsyncDisposable[] = []
  await run.closeStores()
  try {
    await addCachedDataset(key, description, async (directory) => {
      await settleAll(
        engines.map(async (engine) => {
          await stopEngine(config, engine, STOP_GRACE_MS)
          ports.push(await holdPort(engine.port))
          await files.save(engine.store, config, path.join(directory, engine.store), signal)
        }),
      )
    })
  } catch (error) {
    signal.throwIfAborted()
    debug(() => `The dataset was not copied to the cache: ${String(error)}`)
  } finally {
    await Promise.all(ports.map(async (port) => port[Symbol.asyncDispose]()))
  }
  await Promise.all(engines.map(async (engine) => restartEngine(run, engine, { quiet: true, mayMove: true })))
}

/** By the content of the files, so that the cache can be shared by machines. */
function hashMigrations({ config }: UpRun): string {
  const hash = createHash('sha256')
  for (const file of listMigrationFiles(config)) {
    const content = readFileSync(file)
    hash.update(`${path.basename(file)}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}
