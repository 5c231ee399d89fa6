import { once } from 'node:events'
import { join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { identityOf } from '../providers/process-identity.js'
import type { ServicesRecord } from '../stack-state.js'
import type { GoMessage, HostReply } from './host-messages.js'
import { forgetServices, rememberServices } from './remembered-services.js'

/**
 * The background process of the services: loads its modules while the engines start, waits for the word that they are
 * ready, answers when it serves, and lives on when the command that started it is gone.
 */
const loaded = Promise.all([
  import('../../stores/open-stores.js'),
  import('./run-services.js'),
  import('../../telemetry/create-logger.js'),
])
const home = process.env['HOMEMANAGER_HOME']
/** From the signal to the end at most, milliseconds. */
const STOP_MS = 1900
// The command died before it gave the word: nobody would know of us.
const orphaned = (): never => process.exit(0)
process.once('disconnect', orphaned)
const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const [go] = (await once(process, 'message')) as [GoMessage]
try {
  const [{ openStores }, { runServices }, { createLogger }] = await loaded
  const log = createLogger(1)
  await using stores = openStores(go.endpoints)
  await using services = await runServices({ ...go, stores, log })
  process.off('disconnect', orphaned)
  rememberMyself(services.urls)
  await reply({ type: 'ready', urls: services.urls })
  await stop
  // What was accepted is finished; what hangs is not waited for.
  setTimeout(() => process.exit(), STOP_MS).unref()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  await reply(failure(error))
  process.exitCode = 1
}
if (home !== undefined) forgetServices(home)
process.exit()

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
