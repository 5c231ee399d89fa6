import { join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { openStores } from '../../stores/open-stores.js'
import { createLogger } from '../../app/telemetry/create-logger.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { StartMessage, HostReply } from './host-messages.js'
import { deleteServicesRecord, saveServicesRecord } from './services-record-file.js'
import { runServices } from './run-services.js'

const home = process.env['HOMEMANAGER_HOME']
/** From the signal to the end at most, milliseconds. */
const STOP_TIMEOUT_MS = 1900

/** What the host was started with and for: the signal that ends it, the word that lets it serve. */
export interface HostLifecycle {
  readonly startMessage: Promise<StartMessage>
  readonly stopSignal: Promise<unknown>
  /** It serves: from now on it lives on when whoever started it is gone. */
  onServing(): void
}

/** Waits for the word, serves until told to stop, and ends this process. */
export async function serveServices(life: HostLifecycle): Promise<never> {
  try {
    const go = await life.startMessage
    const log = createLogger(1)
    await using stores = openStores(go.endpoints)
    await using services = await runServices({ ...go, stores, log })
    life.onServing()
    saveOwnRecord(services.urls)
    await sendReply({ type: 'ready', urls: services.urls })
    await life.stopSignal
    // What was accepted is finished; what hangs is not waited for.
    setTimeout(() => process.exit(), STOP_TIMEOUT_MS).unref()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    await sendReply(toFailedReply(error))
    process.exitCode = 1
  }
  if (home !== undefined) deleteServicesRecord(home)
  process.exit()
}

/** The command that waits may be killed before it writes down that we run. */
function saveOwnRecord(urls: ServicesRecord['urls']): void {
  const identity = getProcessIdentity(process.pid)
  if (home === undefined || identity === undefined) return
  saveServicesRecord(home, { process: identity, urls, logFile: join(home, 'logs', 'services.log') })
}

async function sendReply(message: HostReply): Promise<void> {
  if (!process.connected) return
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()))
}

function toFailedReply(error: unknown): HostReply {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof HomeError)) return { type: 'failed', code: 'SERVICES_FAILED', message }
  return {
    type: 'failed',
    code: error.code,
    message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  }
}
