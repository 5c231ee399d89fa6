import { join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { openStores } from '../../stores/open-stores.js'
import { createLogger } from '../../telemetry/create-logger.js'
import { identityOf } from '../providers/process-identity.js'
import type { ServicesRecord } from '../stack-state.js'
import type { GoMessage, HostReply } from './host-messages.js'
import { forgetServices, rememberServices } from './remembered-services.js'
import { runServices } from './run-services.js'

const home = process.env['HOMEMANAGER_HOME']
/** From the signal to the end at most, milliseconds. */
const STOP_MS = 1900

/** What the host was started with and for: the signal that ends it, the word that lets it serve. */
export interface HostLife {
  readonly go: Promise<GoMessage>
  readonly stop: Promise<unknown>
  /** It serves: from now on it lives on when whoever started it is gone. */
  onServing(): void
}

/** Waits for the word, serves until told to stop, and ends this process. */
export async function serveServices(life: HostLife): Promise<never> {
  try {
    const go = await life.go
    const log = createLogger(1)
    await using stores = openStores(go.endpoints)
    await using services = await runServices({ ...go, stores, log })
    life.onServing()
    rememberMyself(services.urls)
    await reply({ type: 'ready', urls: services.urls })
    await life.stop
    // What was accepted is finished; what hangs is not waited for.
    setTimeout(() => process.exit(), STOP_MS).unref()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    await reply(failure(error))
    process.exitCode = 1
  }
  if (home !== undefined) forgetServices(home)
  process.exit()
}

/** The command that waits may be killed before it writes down that we run. */
function rememberMyself(urls: ServicesRecord['urls']): void {
  const identity = identityOf(process.pid)
  if (home === undefined || identity === undefined) return
  rememberServices(home, { process: identity, urls, logFile: join(home, 'logs', 'services.log') })
}

async function reply(message: HostReply): Promise<void> {
  if (!process.connected) return
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()))
}

function failure(error: unknown): HostReply {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof HomeError)) return { type: 'failed', code: 'SERVICES_FAILED', message }
  return {
    type: 'failed',
    code: error.code,
    message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  }
}
