import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { resolveEndpoints } from '../connect/resolve-endpoints.js'
import type { PortPlan } from '../ports/choose-ports.js'
import type { StartMessage } from '../service-host/host-messages.js'
import type { StackState } from '../state/stack-state.js'
import { getAddonUrls } from '../components/requested-addons.js'

/** The start message for the service host: its stores, its ports, and the upstreams of the gateway. */
export function createStartMessage(
  config: ResolvedConfig,
  state: StackState,
  ports: PortPlan,
): Omit<StartMessage, 'type'> {
  const port = (name: 'gateway' | 'identity' | 'todo' | 'budget'): number =>
    ports[name] ?? config.ports[name].port
  return {
    endpoints: resolveEndpoints(config, state),
    ports: {
      gateway: port('gateway'),
      identity: port('identity'),
      todo: port('todo'),
      budget: port('budget'),
    },
    upstreams: Object.fromEntries(
      SERVICE_NAMES.flatMap((name) => {
        const { url } = config.services[name]
        return url === undefined ? [] : [[name, url]]
      }),
    ),
    dataDirectory: config.home,
    addonUrls: getAddonUrls(config, state),
  }
}
