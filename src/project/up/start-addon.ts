import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { type AddonName } from '../../core/addon-name.js'
import { getAddon } from '../../addons/registry.js'
import { isAddonReady } from '../readiness/is-addon-ready.js'
import { getLogTail } from '../logs/get-log-tail.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import type { AddonRecord, AddonRunner, PullPolicy } from '../../providers/provider.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackReporter } from '../stack/stack-reporter.js'
import { toProgressHandler } from './to-progress-handler.js'

const READINESS_TIMEOUT_MS = 1000
const POLL_INTERVAL_MS = 25

export interface StartAddonRequest {
  readonly config: ResolvedConfig
  readonly runner: AddonRunner
  readonly port: number
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly deadline: number
  readonly reporter: StackReporter
  /** Called as soon as the container is created. */
  readonly onStarted: (record: AddonRecord) => void
  /** Resolves when the engines are ready: an add-on may depend on one. */
  readonly engines: Promise<unknown>
}

/** Starts an add-on and resolves when it is ready. */
export async function startAddon(name: AddonName, request: StartAddonRequest): Promise<void> {
  const { config, runner, port, pull, signal, reporter } = request
  const task = reporter.task(name)
  try {
    const record = await runner.start(getAddon(name), {
      config,
      port,
      pull,
      signal,
      onProgress: toProgressHandler(task),
    })
    request.onStarted(record)
    await request.engines
    while (!(await isReady(record))) {
      signal.throwIfAborted()
      if (!(await runner.isRunning(record))) throw await toExitedError(record, runner)
      if (performance.now() > request.deadline) throw await toReadyTimeoutError(record, runner)
      await sleep(POLL_INTERVAL_MS, undefined, { signal })
    }
    task.succeed(`${record.engine}, port ${record.port}`)
  } catch (error) {
    task.fail()
    throw error
  }
}

async function isReady(record: AddonRecord): Promise<boolean> {
  if (!(await isAddonReady(record, READINESS_TIMEOUT_MS))) return false
  const check = await getAddon(record.name).loadStartCheck?.()
  return check === undefined || check(record.url, READINESS_TIMEOUT_MS)
}

async function toExitedError(record: AddonRecord, runner: AddonRunner): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `${record.name} (${record.engine}) exited while starting.`,
    detail: await getLogTail(record, runner),
    suggestion: `Run homemanager up without --with ${record.name}, or run homemanager doctor.`,
  })
}

async function toReadyTimeoutError(record: AddonRecord, runner: AddonRunner): Promise<HomeError> {
  const { name } = record
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${name} (${record.engine}) did not become ready in time.`,
    detail: await getLogTail(record, runner),
    suggestion: `Run homemanager logs ${name}, or allow more time with --timeout.`,
  })
}
