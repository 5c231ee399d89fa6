import { isDeepStrictEqual } from 'node:util'
import type { Endpoints } from '../../core/store-types.js'
import { debug } from '../../core/debug.js'
import { type PerStore, STORE_NAMES } from '../../core/store-name.js'
import { lockDatasets } from '../../dataset/seeding/lock-datasets.js'
import { hasNoPendingMigrations } from '../../migrations/has-no-pending-migrations.js'
import { isAlive } from '../../providers/process-identity.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { openStores } from '../../stores/open-stores.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { HOLD_TIMEOUT_MS, holdServices } from '../hold/hold-services.js'
import { stageData } from '../lock/place-data.js'
import { isRestoreIncomplete, replaceData } from '../lock/restore-journal.js'
import { isInBackground } from '../state/stack-state.js'
import { describeCopy, discardCopy, findUsableEntry, toPlacedData } from './cached-dataset.js'
import type { CacheableDataset } from './describe-dataset.js'
import { restartEngines } from './restart-engines.js'
import { stopPreviousServices } from './start-services.js'
import type { UpRun } from './up-run.js'
import { whileEnginesStopped } from './while-engines-stopped.js'

/**
 * Copies the dataset from the cache into running engines without any record, whose migrations are those of the dataset. Requests to
 * the services wait while this is checked. Services in the background are stopped, and the engines are restarted; the caller starts the
 * services again. False if the dataset must be loaded; nothing was changed then. Call it with the stack lock held.
 */
export async function copyIntoEmptyStores(run: UpRun, dataset: CacheableDataset): Promise<boolean> {
  const { config, signal } = run
  const endpoints = findOwnEndpoints(run)
  if (endpoints === undefined || !mayStopServices(run)) return false
  const entry = await findUsableEntry(dataset)
  if (entry === undefined) return false
  const source = toPlacedData(run, dataset, entry)
  let isReplacing = false
  try {
    if (await stageIfEmpty(run, endpoints, source)) {
      await using _hold = await holdServices(run.state, config.home, { timeoutMs: HOLD_TIMEOUT_MS, signal })
      // Until now, services and other programs could write.
      isReplacing = await isEmptyStack(run, endpoints)
      if (isReplacing) {
        await replaceEmptyData(run, source, describeCopy(entry))
        return true
      }
    }
  } catch (error) {
    if (isReplacing && isRestoreIncomplete(config)) throw error
    await discardCopy(config, dataset)
    if (isReplacing) throw error
    signal.throwIfAborted()
    debug(() => `The cached dataset ${dataset.key} cannot be used: ${String(error)}`)
    return false
  }
  await discardCopy(config, dataset)
  return false
}

/** The files are copied while the stores are read. */
async function stageIfEmpty(
  run: UpRun,
  endpoints: Endpoints,
  source: Parameters<typeof stageData>[1],
): Promise<boolean> {
  const abandoned = new AbortController()
  const staging = stageData(run.config, source, AbortSignal.any([run.signal, abandoned.signal]))
  staging.catch(() => {})
  const isEmpty = await isEmptyStack(run, endpoints).catch(() => false)
  if (!isEmpty) abandoned.abort()
  const [staged] = await Promise.allSettled([staging])
  run.signal.throwIfAborted()
  if (isEmpty && staged.status === 'rejected') throw staged.reason
  return isEmpty
}

async function replaceEmptyData(
  run: UpRun,
  source: ReturnType<typeof toPlacedData>,
  note: string,
): Promise<void> {
  const { config, options } = run
  const { engines } = run.state
  const task = options.reporter.task('dataset')
  const restart = async (): Promise<void> => restartEngines(run, engines)
  try {
    await stopPreviousServices(run)
    run.signal.throwIfAborted()
    const stopped = { engines, running: engines, restart, discardsData: true }
    const { deleted } = await whileEnginesStopped(config, stopped, async () =>
      replaceData(config, { ...source, stores: STORE_NAMES }),
    )
    await deleted
    task.succeed(note)
  } catch (error) {
    task.fail()
    throw error
  }
}

/** The addresses of the engines, if all three are processes of the project and commands use no other ones. */
function findOwnEndpoints(run: UpRun): Endpoints | undefined {
  const { engines } = run.state
  if (engines.length !== STORE_NAMES.length) return undefined
  const endpoints = resolveEndpoints(run)
  const areOwn = engines.every(
    ({ provider, store, endpoint }) =>
      provider === 'embedded' && isDeepStrictEqual(endpoint, endpoints[store]),
  )
  return areOwn ? endpoints : undefined
}

/** Services in a program or in `homemanager serve` cannot be started again. */
function mayStopServices({ state: { services }, options }: UpRun): boolean {
  if (services === undefined || !isAlive(services.process)) return true
  return isInBackground(services) && options.services !== 'none'
}

async function isEmptyStack({ config }: UpRun, endpoints: Endpoints): Promise<boolean> {
  const { directories } = config.migrations
  if (!(await hasNoPendingMigrations(endpoints, { directories }))) return false
  await using stores = await openStores(endpoints)
  const { entities } = await loadExtensions(config)
  const dataStores = await createDataStores(stores, entities)
  if (await isLoading(dataStores)) return false
  const data = Object.values(dataStores)
  const empty = await Promise.all(data.map(async (store) => store.isEmpty()))
  debug(
    () =>
      `Empty stores: ${data
        .filter((_, index) => empty[index])
        .map(({ name }) => name)
        .join(', ')}`,
  )
  return empty.every(Boolean)
}

/** Whether another command loads or removes datasets. None starts to, as long as the stack lock is held. */
async function isLoading(data: PerStore<DataStore>): Promise<boolean> {
  const waiting = new AbortController()
  try {
    await using _lock = await lockDatasets(data, {
      signal: waiting.signal,
      onWait: () => waiting.abort(),
    })
    return false
  } catch (error) {
    if (waiting.signal.aborted) return true
    throw error
  }
}
