import { formatCount } from '../../core/format-count.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind, listServiceNames } from '../../config/service-kind.js'
import type { PortName } from '../../config/settings/ports.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { listExternalStores } from '../components/is-external-store.js'
import { isServiceHealthy } from '../components/is-service-healthy.js'
import { isPortFree } from '../../core/is-port-free.js'
import { describePortOwner } from '../components/describe-port-owner.js'
import { isAlive } from '../../providers/process-identity.js'
import { readState } from '../state/state-file.js'
import type { Finding } from '../../core/finding.js'
import { getUrlPort } from '../../core/url-port.js'

const READINESS_TIMEOUT_MS = 3000

/** Checks that the ports of this project are free or used by its own components. */
export async function checkPorts(config: ResolvedConfig): Promise<readonly Finding[]> {
  const { state } = readState(config)
  const ownPorts = new Set([
    ...state.engines.map(({ port }) => port),
    ...(state.addons ?? []).map(({ port }) => port),
    ...Object.values(state.services?.urls ?? {}).map((url) => getUrlPort(url)),
  ])
  const external = config.provider === 'external' ? STORE_NAMES : await listExternalStores({ config, state })
  const unused: ReadonlySet<string> = new Set([...external, ...listServicesAtUrls(config)])
  const names = (Object.keys(config.ports) as PortName[]).filter((name) => !unused.has(name))
  const found = await Promise.all(
    names.map(async (name): Promise<Finding | undefined> => {
      const { port, pinned } = config.ports[name]
      const desired = pinned ? port : (state.ports[name] ?? port)
      if (ownPorts.has(desired) || (await isPortFree(desired))) return undefined
      const { text: who, command } = describePortOwner(desired)
      const inUse = { check: 'ports', message: `Port ${desired} of ${name} is in use by ${who}.` }
      return pinned
        ? {
            ...inUse,
            status: 'problem',
            fix: `${command === undefined ? 'Stop that process' : `Run ${command}`}, or change ports.${name} in homemanager.yaml.`,
          }
        : { ...inUse, status: 'warning', fix: 'No action required: homemanager up uses the next free port.' }
    }),
  )
  const inUse = found.filter((finding) => finding !== undefined)
  if (inUse.length > 0) return inUse
  const { services } = state
  const serving =
    services !== undefined &&
    isAlive(services.process) &&
    (await isServiceHealthy(services.urls.gateway, READINESS_TIMEOUT_MS))
  const message = serving
    ? `${formatCount(ownPorts.size, 'port is', 'ports are')} in use by this stack`
    : `${formatCount(names.length, 'port is', 'ports are')} free`
  return [{ check: 'ports', status: 'ok', message }]
}

/** They listen where the user runs them. */
function listServicesAtUrls(config: ResolvedConfig): readonly string[] {
  return listServiceNames(config).filter((name) => getServiceKind(config, name) === 'url')
}
