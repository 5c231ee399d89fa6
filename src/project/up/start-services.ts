import { parseDurationMs } from '../../config/parse-duration.js'
import { forgetDeliberateStop } from '../supervision/deliberate-stops.js'
import type { PortName } from '../../config/settings/ports.js'
import {
  getServiceKind,
  getServiceSettings,
  getSubscriptions,
  listOwnServices,
  listServiceNames,
} from '../../config/service-kind.js'
import { SERVICES_ERRORS } from '../../app/services/services-errors.js'
import { debug } from '../../core/debug.js'
import { hasErrorCode } from '../../core/home-error.js'
import { stopProcess } from '../../providers/stop-process.js'
import { getAddonUrls } from '../components/requested-addons.js'
import { resolveEndpoints, toServiceEndpoints } from '../environment/resolve-endpoints.js'
import type { PortPlan } from './choose-ports.js'
import type { StartMessage } from '../service-host/host-messages.js'
import { createInProcessHost } from '../service-host/in-process-host.js'
import { type ServiceHost, spawnServiceHost } from '../service-host/spawn-service-host.js'
import { deleteServicesRecord, saveServicesRecord } from '../state/services-record-file.js'
import type { ServicesRecord } from '../state/stack-state.js'
import { listServicePorts, MAX_PORT_ATTEMPTS, reallocatePorts } from './allocate-ports.js'
import { getAllowedAccess } from '../changes/service-changes.js'
import { getAddonUrlsWithoutSecrets, keepsProgramServices } from './program-services.js'
import { findReplaceableServices } from './running-stack.js'
import type { UpRun } from './up-run.js'
import { getUrlPort } from '../../core/url-port.js'

const STOP_GRACE_MS = 5000

/** The services of one run. Disposing stops them if this run has started them. */
export interface PreparedServices extends AsyncDisposable {
  /** Starts the services in place of those that run already, and records them in the state. */
  start(ports: PortPlan): Promise<void>
}

/**
 * Prepares the services, if requested and if no program of the user runs them. The host, of which one may have been spawned, loads its
 * modules while the engines start.
 */
export function prepareServices(run: UpRun, spawned?: ServiceHost): PreparedServices | undefined {
  if (run.options.services === 'none' || keepsProgramServices(run)) return undefined
  const { services } = run.options
  const createHost = (): ServiceHost =>
    services === 'background'
      ? spawnServiceHost(run.config.home)
      : createInProcessHost(services, run.config.home)
  let host = spawned ?? createHost()
  let started: ServicesRecord | undefined
  const startOnFreePorts = async (chosen: PortPlan): Promise<ServicesRecord> => {
    let ports = chosen
    for (let attempt = 1; ; attempt++) {
      try {
        return await host.start(createStartMessage(run, ports), run)
      } catch (error) {
        await host[Symbol.asyncDispose]()
        if (attempt === MAX_PORT_ATTEMPTS || run.signal.aborted || !isServicePortInUse(error)) throw error
        // Another process bound a port after it was chosen.
        ports = { ...ports, ...(await reallocatePorts(run, listServicePorts(run.config))) }
        host = createHost()
      }
    }
  }
  const prepared: PreparedServices = {
    async start(ports) {
      const task = run.options.reporter.task('services')
      try {
        // As late as possible: if `up` fails earlier, the previous services keep running.
        await stopPreviousServices(run)
        const services = {
          ...(await startOnFreePorts(ports)),
          readyAt: new Date().toISOString(),
          ...toAppliedSettings(run),
        }
        started = services
        run.save({ services, startError: undefined })
        saveServicesRecord(run.config.home, services)
        forgetDeliberateStop(run.config.home, 'services')
        task.succeed(`gateway on port ${getUrlPort(services.urls.gateway)}`)
        debug(() => `Services: ${Object.values(services.urls).join(', ')} (pid ${services.process.pid})`)
      } catch (error) {
        run.failTask(task, error)
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      if (started === undefined) return
      // A background host that has detached is a process of its own.
      if (started.process.pid !== process.pid) await stopProcess(started.process, 'SIGTERM', STOP_GRACE_MS)
      deleteServicesRecord(run.config.home)
      run.forgetServices()
    },
  }
  run.addServices(prepared)
  return prepared
}

/** Stops the services in the background, if they are running, and starts them again on these ports. */
export async function restartServices(run: UpRun, ports: PortPlan): Promise<void> {
  await prepareServices(run)?.start(ports)
}

/** The settings with which the services were started, to find out later whether they have changed. */
function toAppliedSettings(
  run: UpRun,
): Pick<ServicesRecord, 'access' | 'own' | 'addonUrls' | 'subscriptions'> {
  return {
    access: getAllowedAccess(run.config),
    own: listOwnServices(run.config),
    addonUrls: getAddonUrlsWithoutSecrets(run),
    subscriptions: getSubscriptions(run.config),
  }
}

/** Stops the services in the background, if they are running. */
export async function stopPreviousServices(run: UpRun): Promise<void> {
  const previous = findReplaceableServices(run)
  if (previous !== undefined) {
    run.hasStoppedServices = true
    await stopProcess(previous.process, 'SIGTERM', STOP_GRACE_MS)
  }
  run.forgetServices()
}

/** The other process may have ended since. */
function isServicePortInUse(error: unknown): boolean {
  return hasErrorCode(error, SERVICES_ERRORS.SERVICE_PORT_IN_USE)
}

/** The start message for the service host: its stores, its ports, and the upstreams of the gateway. */
function createStartMessage(run: UpRun, ports: PortPlan): Omit<StartMessage, 'type'> {
  const { home } = run.config
  return {
    endpoints: toServiceEndpoints(resolveEndpoints(run)),
    ports: {
      gateway: getPort(run, ports, 'gateway'),
      identity: getPort(run, ports, 'identity'),
      todo: getPort(run, ports, 'todo'),
      budget: getPort(run, ports, 'budget'),
    },
    upstreams: Object.fromEntries(
      listServiceNames(run.config).flatMap((name) => {
        const kind = getServiceKind(run.config, name)
        if (kind === 'bundled') return []
        return [
          [
            name,
            getServiceSettings(run.config, name).url ??
              `http://127.0.0.1:${getPort(run, ports, name as PortName)}`,
          ],
        ]
      }),
    ),
    commands: listServiceNames(run.config).filter((name) => getServiceKind(run.config, name) === 'command'),
    subscriptions: getSubscriptions(run.config),
    dataDirectory: home,
    access: getAllowedAccess(run.config),
    addonUrls: getAddonUrls(run),
    ...(run.config.extensions === undefined
      ? {}
      : { extensions: { root: run.config.root, extensions: run.config.extensions } }),
    ...toBackupSchedule(run),
    ...(run.options.passwordHashing === undefined ? {} : { passwordHashing: run.options.passwordHashing }),
  }
}

/** Only of engines that homemanager runs, whose files it can copy. */
function toBackupSchedule({ config, state }: UpRun): Pick<StartMessage, 'backups'> {
  const { every } = config.backups
  if (every === undefined || state.engines.some(({ provider }) => provider === 'external')) return {}
  const { root, project, home } = config
  return { backups: { everyMs: parseDurationMs(every), root, project, home } }
}

function getPort({ config }: UpRun, ports: PortPlan, name: PortName): number {
  return ports[name] ?? config.ports[name].port
}
