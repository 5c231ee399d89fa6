import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import { lockServices } from '../state/services-lock.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { ServiceHost } from './spawn-service-host.js'

/**
 * Runs the services in this process. Disposing stops them after they have finished accepted requests. Those of a project,
 * whose state directory is given, hold its lock as those of a background host do; those of a fork do not.
 */
export function createInProcessHost(location: 'in-process' | 'foreground', home?: string): ServiceHost {
  const loaded = import('./run-services.js')
  // A failure is reported where the promise is awaited.
  loaded.catch(() => {})
  const running: (AsyncDisposable | Disposable)[] = []
  return {
    async start(message) {
      const { runServices, SERVICE_STORE_LIMITS } = await loaded
      if (home !== undefined) running.unshift(await lockServices(home))
      const { openStores } = await import('../../stores/open-stores.js')
      const stores = await openStores(message.endpoints, SERVICE_STORE_LIMITS)
      running.unshift(stores)
      const log =
        location === 'foreground'
          ? (await import('../../app/telemetry/create-logger.js')).createLogger(2)
          : undefined
      const services = await runServices({
        ...message,
        stores,
        log,
        traces: location === 'foreground',
      }).catch((error: unknown) => {
        throw toServicesError(unwrapSuppressedError(error))
      })
      running.unshift(services)
      const identity = getProcessIdentity(process.pid) ?? { pid: process.pid, startedAt: '' }
      const owner = location === 'in-process' ? ({ owner: 'program' } as const) : {}
      return { process: identity, ...owner, urls: services.urls, logFile: '' }
    },
    async [Symbol.asyncDispose]() {
      for (const resource of running.splice(0)) {
        if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]()
        else resource[Symbol.dispose]()
      }
    },
  }
}

function toServicesError(error: unknown): HomeError {
  if (error instanceof HomeError) return error
  return new HomeError(STACK_ERRORS.SERVICES_FAILED, {
    message: 'The services could not be started.',
    detail: getErrorMessage(error),
    suggestion: 'Run homemanager doctor to find the cause.',
    cause: error,
  })
}
