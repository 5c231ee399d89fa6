import { rmSync } from 'node:fs'
import type { ResolvedConfig } from '../config/resolved-config.js'
import { PART_PROGRAMS } from '../core/optional-part.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { endEngine } from './end-engine.js'
import { type KnownEngine, knownEngines, lacksDocker, providersToAsk } from './known-engines.js'
import { type KnownPart, knownParts } from './known-parts.js'
import { endProcess } from './providers/end-process.js'
import { loadProvider } from './providers/load-provider.js'
import type { Provider } from './providers/provider.js'
import { acquireStackLock } from './stack-lock.js'
import { runningServices } from './service-host/remembered-services.js'
import type { ServicesRecord, StackState } from './stack-state.js'
import type { StackStory } from './stack-story.js'
import { emptyState } from './stack-state.js'
import { readState, writeState } from './state-file.js'

export interface DownOptions {
  /** Deletes the data of our own engines, and forgets ports and provider. */
  readonly volumes: boolean
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly story: StackStory
}

export interface DownReport {
  readonly project: string
  /** Parts that ran and were stopped. */
  readonly stopped: readonly string[]
  /** Stores whose data was deleted. */
  readonly deleted: readonly StoreName[]
}

const STOP_GRACE_MS = 10_000

/** Stops the services and the engines that we started; what is external is only forgotten. Data stays unless told. */
export async function tearDown(config: ResolvedConfig, options: DownOptions): Promise<DownReport> {
  using _lock = await acquireStackLock(config.home, {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onWait: (holder) =>
      options.story.note(`Another command (pid ${holder.pid}) works on this stack; waiting.`),
  })
  const { state } = readState(config)
  const engines = await knownEngines(config, state)
  const parts = await knownParts(config, state, engines)
  const stopped = [
    ...(await stopServices(runningServices(state, config.home))),
    ...(await Promise.all([stopParts(parts), stopEngines(config, engines)])).flat(),
  ]
  const { services: _, parts: __, ...rest } = state
  writeState(config, { ...rest, engines: [] })
  if (!options.volumes) return { project: config.project, stopped, deleted: [] }
  const deleted = await deleteData(config, state)
  rmSync(`${config.home}/logs`, { recursive: true, force: true })
  writeState(config, emptyState(config))
  return { project: config.project, stopped, deleted }
}

/** What `down --volumes` would delete, for the question: the names of volumes, or folders. */
export async function dataOf(config: ResolvedConfig): Promise<readonly string[]> {
  const { state } = readState(config)
  const lists = await Promise.all(
    providersWithData(config, state).map(async (name) => {
      const provider = await loadProvider(name)
      return (await provider.dataNames?.(config).catch(lacksDocker)) ?? []
    }),
  )
  return lists.flat()
}

async function stopServices(services: ServicesRecord | undefined): Promise<readonly string[]> {
  if (services === undefined || services.owner === 'program') return []
  await endProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
  return ['services']
}

async function stopParts(known: readonly KnownPart[]): Promise<readonly string[]> {
  if (known.length === 0) return []
  const { parts } = await loadProvider('docker')
  await Promise.all(known.map(async ({ record }) => parts?.stop(record, STOP_GRACE_MS)))
  return known.filter(({ running }) => running).map(({ record }) => PART_PROGRAMS[record.part])
}

async function stopEngines(
  config: ResolvedConfig,
  known: readonly KnownEngine[],
): Promise<readonly string[]> {
  const ours = known.filter(({ engine }) => engine.provider !== 'external')
  await Promise.all(ours.map(async ({ engine }) => endEngine(config, engine, STOP_GRACE_MS)))
  // A container that has ended is removed too, and was not running.
  return ours.filter(({ running }) => running).map(({ engine }) => engine.store)
}

async function deleteData(config: ResolvedConfig, state: StackState): Promise<readonly StoreName[]> {
  const external = new Set(
    state.engines.filter((engine) => engine.provider === 'external').map((engine) => engine.store),
  )
  const providers = providersWithData(config, state)
  if (providers.length === 0) return []
  const stores = STORE_NAMES.filter((store) => !external.has(store))
  for (const name of providers) {
    const provider = await loadProvider(name)
    try {
      await Promise.all(stores.map(async (store) => provider.removeData(store, config)))
    } catch (error) {
      if (state.provider === undefined) lacksDocker(error)
      else throw error
    }
  }
  return stores
}

/** Whose data there is; while nobody knows, whoever may have kept some. */
function providersWithData(config: ResolvedConfig, state: StackState): readonly Provider['name'][] {
  return providersToAsk(config, state).filter((name) => name !== 'external')
}
