import { join } from 'node:path'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'
import { loadStoreClients, openStores } from '../../stores/open-stores.js'
import { createLogger } from '../../app/telemetry/create-logger.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { StartMessage, HostReply } from './host-messages.js'
import { lockServices } from '../state/services-lock.js'
import { deleteServicesRecord, saveServicesRecord } from '../state/services-record-file.js'
import { runServices, SERVICE_STORE_LIMITS } from './run-services.js'

const home = process.env['HOMEMANAGER_HOME']
/** Longest time from the signal to the exit. */
const STOP_TIMEOUT_MS = 1900

/** When to start and stop serving. */
export interface HostLifecycle {
  readonly startMessage: Promise<StartMessage>
  readonly stopSignal: Promise<unknown>
  /** Called once the services are ready. From then on, the host continues to run when its parent exits. */
  onServing(): void
}

/** Waits for the start message, serves until the stop signal, and exits. */
export async function serveServices(lifecycle: HostLifecycle): Promise<never> {
  try {
    // The engines start in the meantime.
    const [message] = await Promise.all([lifecycle.startMessage, loadStoreClients()])
    const log = createLogger(1)
    using _lock = home === undefined ? undefined : await lockServices(home)
    await using stores = await openStores(message.endpoints, SERVICE_STORE_LIMITS)
    await using services = await runServices({ ...message, stores, log, traces: true })
    lifecycle.onServing()
    saveOwnRecord(services.urls)
    await sendReply({ type: 'ready', urls: services.urls })
    await lifecycle.stopSignal
    // Accepted requests are finished, but requests that hang do not delay the exit.
    setTimeout(() => process.exit(), STOP_TIMEOUT_MS).unref()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    await sendReply(toFailedReply(error))
    process.exitCode = 1
  }
  if (home !== undefined) deleteServicesRecord(home)
  process.exit()
}

/** The command that started this host may be killed before it records the host in the state. */
function saveOwnRecord(urls: ServicesRecord['urls']): void {
  const identity = getProcessIdentity(process.pid)
  if (home === undefined || identity === undefined) return
  const logFile = join(home, 'logs', 'services.log')
  saveServicesRecord(home, { process: identity, urls, logFile, readyAt: new Date().toISOString() })
}

async function sendReply(message: HostReply): Promise<void> {
  if (!process.connected) return
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()))
}

function toFailedReply(thrown: unknown): HostReply {
  const error = unwrapSuppressedError(thrown)
  const message = getErrorMessage(error)
  if (!(error instanceof HomeError)) return { type: 'failed', code: 'SERVICES_FAILED', message }
  return {
    type: 'failed',
    code: error.code,
    message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
  }
}
