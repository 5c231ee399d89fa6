import { rmSync } from 'node:fs'
import type { ResolvedConfig } from '../config/resolved-config.js'
import type { StoreName } from '../core/store-name.js'
import { endProcess } from './providers/end-process.js'
import { loadProvider } from './providers/load-provider.js'
import { endRememberedHost } from './service-host/remembered-host.js'
import { acquireStackLock } from './stack-lock.js'
import type { StackState } from './stack-state.js'
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
  await endRememberedHost(config.home)
  const stopped = [...(await stopServices(state)), ...(await stopEngines(state))]
  const { services: _, ...rest } = state
  writeState(config, { ...rest, engines: [] })
  if (!options.volumes) return { project: config.project, stopped, deleted: [] }
  const deleted = await deleteData(config, state)
  rmSync(`${config.home}/logs`, { recursive: true, force: true })
  writeState(config, emptyState(config))
  return { project: config.project, stopped, deleted }
}

async function stopServices({ services }: StackState): Promise<readonly string[]> {
  if (services === undefined || services.owner === 'program') return []
  await endProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
  return ['services']
}

async function stopEngines({ engines }: StackState): Promise<readonly string[]> {
  const ours = engines.filter((engine) => engine.provider !== 'external')
  await Promise.all(
    ours.map(async (engine) => (await loadProvider(engine.provider)).stop(engine, STOP_GRACE_MS)),
  )
  return ours.map((engine) => engine.store)
}

async function deleteData(config: ResolvedConfig, state: StackState): Promise<readonly StoreName[]> {
  if (state.provider === undefined || state.provider === 'external') return []
  const provider = await loadProvider(state.provider)
  const external = new Set(
    state.engines.filter((engine) => engine.provider === 'external').map((engine) => engine.store),
  )
  const stores = (['postgres', 'dynamodb', 'mongo'] as const).filter((store) => !external.has(store))
  await Promise.all(stores.map((store) => provider.removeData(store, config)))
  return stores
}
