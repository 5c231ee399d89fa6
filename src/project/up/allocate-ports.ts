import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { PortName } from '../../config/settings/ports.js'
import { getServiceKind, listServiceNames } from '../../config/service-kind.js'
import type { AddonName } from '../../core/addon-name.js'
import { groupBy } from '../../core/group-by.js'
import { hasErrorCode } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { choosePorts, type MovedPort, type PortConstraints, type PortPlan } from './choose-ports.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { isPortFree } from '../../core/is-port-free.js'
import { findRunningServices } from '../state/services-record-file.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { ProviderChoice } from './choose-provider.js'
import { findReusableEngine } from './running-stack.js'
import type { UpRun } from './up-run.js'
import { getUrlPort } from '../../core/url-port.js'

/** How often a port may be bound by another process after it was chosen. */
export const MAX_PORT_ATTEMPTS = 20

/** Chooses, reports and stores a free port for everything that has to be started. What is replaced keeps its port. */
export async function allocatePorts(
  run: UpRun,
  provider: ProviderChoice,
  addons: readonly AddonName[],
): Promise<PortPlan> {
  const engines = STORE_NAMES.filter(
    (store) => provider.forStore(store) !== 'external' && findReusableEngine(run, store) === undefined,
  )
  const services = run.options.services === 'none' ? [] : listServicePorts(run.config)
  const replaced = run.state.engines.filter(({ store }) => engines.includes(store))
  const reusable = {
    ...Object.fromEntries(replaced.map(({ store, port }) => [store, port])),
    ...Object.fromEntries(
      (run.state.addons ?? [])
        .filter(({ name }) => addons.includes(name))
        .map(({ name, port }) => [name, port]),
    ),
    ...getServicePorts(findRunningServices(run.state, run.config.home)),
  }
  return reallocatePorts(run, [...engines, ...services, ...addons], { reusable })
}

/** The names of the ports of the gateway and the bundled services; the user's own services have their own. */
export function listServicePorts(config: ResolvedConfig): readonly PortName[] {
  const names = listServiceNames(config).filter((name) => getServiceKind(config, name) !== 'url')
  // The configuration has the ports of all commands.
  return ['gateway', ...(names as readonly PortName[])]
}

/** Chooses, reports and stores a free port for each name. */
export async function reallocatePorts(
  run: UpRun,
  names: readonly PortName[],
  known?: PortConstraints,
): Promise<PortPlan> {
  const { ports, moved } = await choosePorts(run.config, names, run.state.ports, known)
  for (const theirs of groupBy(moved, ({ owner }) => owner.stack ?? owner.text).values())
    run.options.reporter.warn(formatMovedPorts(theirs))
  run.save({ ports: { ...run.state.ports, ...ports } })
  return ports
}

/** One message for all ports that another process, or another stack, uses. */
export function formatMovedPorts(moved: readonly MovedPort[]): string {
  const [first, ...others] = moved
  if (first === undefined) return ''
  const { name, from, to, owner } = first
  if (others.length === 0)
    return `Port ${from} is in use by ${owner.text}. Using port ${to} for ${name} from now on.`
  const ports = moved.map((each) => `${each.name} ${each.to}`).join(', ')
  return `Ports in use by ${owner.stack ?? owner.text}. Using other ports from now on: ${ports}.`
}

/** Starts a component. If another process bound its port after it was chosen, tries the next one; a pinned port fails. */
export async function startOnFreePort<T>(
  run: UpRun,
  name: PortName,
  chosen: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  let port = chosen ?? run.config.ports[name].port
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(port)
    } catch (error) {
      if (attempt === MAX_PORT_ATTEMPTS || !(await isPortConflict(error, port))) throw error
      port = (await reallocatePorts(run, [name], { inUse: port }))[name] ?? port
    }
  }
}

function getServicePorts(services: ServicesRecord | undefined): PortPlan {
  return Object.fromEntries(
    Object.entries(services?.urls ?? {}).map(([name, url]) => [name, getUrlPort(url)]),
  )
}

/** How engines report it; libpq's and Node's words. */
const IN_USE_PATTERN = /address already in use|EADDRINUSE/i

/**
 * Whether another process bound the port of an engine after it was chosen: the engine exited and said so in its log, or the port is
 * in use. The other process may have ended since.
 */
export async function isPortConflict(error: unknown, port: number): Promise<boolean> {
  if (hasErrorCode(error, PROVIDER_ERRORS.PORT_CONFLICT)) return true
  if (!hasErrorCode(error, PROVIDER_ERRORS.ENGINE_EXITED)) return false
  return IN_USE_PATTERN.test(error.detail ?? '') || !(await isPortFree(port))
}
