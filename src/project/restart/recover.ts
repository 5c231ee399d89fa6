import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { getFileIdentity } from '../../providers/file-identity.js'
import { restartCommand } from '../up/start-commands.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import { lockProject } from '../lock/lock-project.js'
import type { StackEngine } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { stopEngine } from '../components/stop-engine.js'
import {
  NO_RESTARTS,
  readRestarts,
  saveRestart,
  type SupervisedName,
} from '../supervision/restart-records.js'
import { isStoppedDeliberately } from '../supervision/deliberate-stops.js'
import { listEnded, listSupervised, listTargets } from '../supervision/supervised-components.js'
import type { SupervisedProject } from '../supervision/supervisor-process.js'
import { restartAddon } from '../up/start-addons.js'
import { restartEngine } from '../up/start-engines.js'
import { restartServices } from '../up/start-services.js'
import type { UpRun } from '../up/up-run.js'
import { describeFailedRestart } from './describe-failed-restart.js'
import { findExitReason } from './find-exit-reason.js'
import { createRestartRun, getServicePorts } from './restart-run.js'

export interface RecoverOptions {
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}

/** The first restart is immediate, the next ones wait 1, 2, 4 … seconds. */
const MIN_DELAY_MS = 1000
const MAX_DELAY_MS = 60_000
/** A component that has run for this time after a restart is restarted without delay. */
const STABLE_MS = 60_000
const LOCK_TIMEOUT_MS = 600_000
const START_TIMEOUT_MS = 120_000
const STOP_GRACE_MS = 5000

/**
 * Restarts the components of a project that have ended, engines first, then add-ons. A component that cannot be started, for example because
 * the disk is full, is tried again with increasing delays until it can be, or until `down` or `up` ends this. Resolves to
 * what to wait for next; undefined if there is nothing left to supervise.
 */
export async function recover(
  supervised: SupervisedProject,
  options: RecoverOptions,
): Promise<readonly string[] | undefined> {
  const { config } = supervised
  for (;;) {
    options.signal.throwIfAborted()
    if (!isSameDirectory(supervised)) return undefined
    const project = { config, state: readState(config).state }
    if (listSupervised(project).length === 0) return undefined
    const delays = listEnded(project).map(({ name }) => getDelayMs(config.home, name))
    if (delays.length === 0) return listTargets(project)
    await sleep(Math.max(0, Math.min(...delays)), undefined, { signal: options.signal })
    if (isSameDirectory(supervised)) await restartEnded(supervised, options)
  }
}

/** The directory may have been deleted, or replaced by a copy. */
function isSameDirectory({ config, directory }: SupervisedProject): boolean {
  return directory !== undefined && getFileIdentity(config.home) === directory
}

/** How long to wait before the next attempt. */
function getDelayMs(home: string, name: SupervisedName): number {
  const { attempts, lastRestart } = readRestarts(home)[name] ?? NO_RESTARTS
  if (lastRestart === null || attempts === 0) return 0
  const since = Date.now() - Date.parse(lastRestart.at)
  // The clock may have been set back.
  if (since < 0 || since > STABLE_MS + MAX_DELAY_MS) return 0
  return Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempts - 1)) - since
}

async function restartEnded({ config }: SupervisedProject, options: RecoverOptions): Promise<void> {
  const { signal } = options
  using _lock = await lockProject(config, {
    timeoutMs: LOCK_TIMEOUT_MS,
    signal,
    reporter: silentReporter,
  })
  const { state } = readState(config)
  const run = createRestartRun(config, state, options, START_TIMEOUT_MS)
  // Another command may have restarted or stopped them in the meantime.
  const due = listEnded({ config, state }).filter(({ name }) => getDelayMs(config.home, name) <= 0)
  const restartAll = async (records: readonly { readonly name: string }[] = []): Promise<void> => {
    const isListed = ({ name }: { readonly name: string }): boolean =>
      records.some((each) => each.name === name)
    await Promise.all(due.filter(isListed).map(async ({ name }) => restartComponent(run, name)))
  }
  await restartAll(state.engines.map(({ store: name }) => ({ name })))
  // They connect to the engines.
  await restartAll(state.addons)
  await restartAll([{ name: 'services' }])
  await restartAll(state.commands)
}

async function restartComponent(run: UpRun, name: SupervisedName): Promise<void> {
  const { home } = run.config
  const { restarts, attempts, lastRestart } = readRestarts(home)[name] ?? NO_RESTARTS
  const unstable = lastRestart !== null && Date.now() - Date.parse(lastRestart.at) < STABLE_MS
  const attempt = attempts > 0 && unstable ? attempts + 1 : 1
  const isDeliberate = isStoppedDeliberately(home, name)
  const exitReason = isDeliberate
    ? `A command of homemanager had stopped ${name}, and was ended before it started it again.`
    : await findExitReason(home, name)
  const save = (count: number, attemptCount: number, reason: string): void => {
    run.options.reporter.note(reason)
    saveRestart(home, name, {
      restarts: count,
      attempts: attemptCount,
      lastRestart: { at: new Date().toISOString(), reason },
    })
  }
  try {
    await start(run, name)
    if (isDeliberate) save(restarts, 0, exitReason)
    else save(restarts + 1, attempt, exitReason)
  } catch (error) {
    if (run.signal.aborted) throw error
    save(restarts, attempt, describeFailedRestart(exitReason, error))
  }
}

/** Starts a component where it was. If that fails, the state still names it, so that it is tried again. */
async function start(run: UpRun, name: SupervisedName): Promise<void> {
  const isCommand = run.state.commands?.some((record) => record.name === name) ?? false
  if (isCommand) return restartCommand(run, name)
  const addon = run.state.addons?.find((record) => record.name === name)
  if (addon !== undefined) return restartAddon(run, addon, Promise.resolve())
  const isOfComponent = ({ store }: StackEngine): boolean => store === name
  const engine = run.state.engines.find(isOfComponent)
  if (engine !== undefined) assertDataExists(run.config.home, engine)
  try {
    if (engine === undefined) await restartServices(run, getServicePorts(run.before.state))
    else await restartEngine(run, engine)
  } catch (error) {
    const started = run.state.engines.find(isOfComponent)
    if (started !== undefined) await stopEngine(run.config, started, STOP_GRACE_MS)
    throw error
  }
}

/** An engine whose files were deleted ends, and would start with an empty database. */
function assertDataExists(home: string, { store }: StackEngine): void {
  const { dataDirectory } = getEnginePaths(store, home)
  if (existsSync(dataDirectory) && readdirSync(dataDirectory).length > 0) return
  throw new Error(`Its data directory ${dataDirectory} was deleted. To create it again, run homemanager up.`)
}
