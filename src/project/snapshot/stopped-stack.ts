import { existsSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { EngineFiles, Provider } from '../../providers/provider.js'
import { stopProcess } from '../../providers/stop-process.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { discoverEngines, type DiscoveredEngine } from '../components/discover-engines.js'
import { loadProvider } from '../components/load-provider.js'
import { createRestartRun } from '../restart/restart-run.js'
import { silentReporter } from '../state/stack-reporter.js'
import {
  isInBackground,
  type ServicesRecord,
  type StackEngine,
  type StackState,
} from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { recordDeliberateStop } from '../supervision/deliberate-stops.js'
import { restartEngine } from '../up/start-engines.js'
import { type StoppedEngines, whileEnginesStopped } from '../up/while-engines-stopped.js'
import type { SnapshotOptions } from './snapshot-options.js'

const SERVICES_STOP_GRACE_MS = 10_000

/** The data of a project: its provider, and the engines that are running. */
export interface ProjectData {
  readonly config: ResolvedConfig
  readonly provider: Provider['name']
  /** Absent for external servers. */
  readonly files: EngineFiles | undefined
  /** The recorded engines; some may have ended. */
  readonly engines: readonly StackEngine[]
  /** Those of them that are running. */
  readonly runningEngines: readonly StackEngine[]
  /** Whether all engines are running. */
  readonly running: boolean
  readonly state: StackState
}

/**
 * Finds out where the data of a project is; `fallback` is the provider of a project without data. Call it with the stack lock held. Throws
 * `SNAPSHOT_NOT_POSSIBLE`.
 */
export async function findProjectData(
  config: ResolvedConfig,
  fallback?: Provider['name'],
): Promise<ProjectData> {
  const { state } = readState(config)
  const discovered = await discoverEngines({ config, state })
  const provider = state.provider ?? discovered.find(isRunning)?.engine.provider ?? fallback
  if (provider === undefined) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
      message: `Project ${config.project} has no data yet.`,
      suggestion: 'Run homemanager up first.',
    })
  }
  const { files } = await loadProvider(provider)
  const running = STORE_NAMES.every((store) =>
    discovered.some((each) => each.engine.store === store && isRunning(each)),
  )
  const isExternal = discovered.some(({ engine }) => engine.provider === 'external')
  return {
    config,
    provider,
    files: isExternal ? undefined : files,
    engines: discovered.map(({ engine }) => engine),
    runningEngines: discovered.filter(isRunning).map(({ engine }) => engine),
    running,
    state,
  }
}

/**
 * Throws `SNAPSHOT_NOT_POSSIBLE` if a project has neither a state directory nor data. Call it before the stack lock, which would create the
 * directory.
 */
export async function assertHasDirectoryOrData(config: ResolvedConfig): Promise<void> {
  if (!existsSync(config.home)) await findProjectData(config)
}

/** Throws `SNAPSHOT_NOT_POSSIBLE` for an external server. */
export function requireFiles({ files }: ProjectData): EngineFiles {
  if (files !== undefined) return files
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
    message: 'The files of an external server cannot be copied.',
    suggestion: 'Use a portable snapshot (snapshot save --portable), which reads the records.',
  })
}

function isRunning({ running }: DiscoveredEngine): boolean {
  return running
}

/**
 * Stops the engines for the time of `work` and starts them again where they were, also if it fails. The supervisor of the stack
 * waits for the stack lock meanwhile; if this process is killed, it starts the engines.
 */
export async function whileStopped<T>(
  { config, engines, state, runningEngines }: ProjectData,
  { discardsData = false, ...options }: SnapshotOptions & Pick<StoppedEngines, 'discardsData'>,
  work: () => Promise<T>,
): Promise<T> {
  if (engines.length === 0) return work()
  const restart = async (): Promise<void> => {
    // Not stopped by Ctrl-C: the stack ran before.
    const { signal } = new AbortController()
    const recorded = { ...state, engines }
    const run = createRestartRun(config, recorded, { reporter: silentReporter, signal }, options.timeoutMs)
    await settleAll(runningEngines.map(async (engine) => restartEngine(run, engine)))
  }
  return whileEnginesStopped(config, { engines, running: runningEngines, restart, discardsData }, work)
}

/** The services that a command has started, and may stop. */
export function findBackgroundServices({ state }: ProjectData): ServicesRecord | undefined {
  return state.services !== undefined && isInBackground(state.services) ? state.services : undefined
}

/** Does nothing if there are none. */
export async function stopBackgroundServices(data: ProjectData): Promise<void> {
  const services = findBackgroundServices(data)
  if (services === undefined) return
  recordDeliberateStop(data.config.home, ['services'])
  await stopProcess(services.process, 'SIGTERM', SERVICES_STOP_GRACE_MS)
}
