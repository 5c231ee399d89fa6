import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { getAllowedAccess } from '../changes/service-changes.js'
import { toServiceEndpoints } from '../environment/resolve-endpoints.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { createInProcessHost } from '../service-host/in-process-host.js'
import type { ServicesRecord } from '../state/stack-state.js'

/** The services of a fork, in this process. Disposing stops them. */
export interface ForkServices extends AsyncDisposable {
  /** Starts the services and a gateway on free ports. */
  start(endpoints: Endpoints): Promise<ServicesRecord>
}

/**
 * Prepares the bundled services for a fork; their modules load while the data is copied. They have the keys of the original
 * stack, so that its access tokens are valid. New passwords are hashed quickly, since a fork is always thrown away.
 */
export function prepareForkServices({ config }: RecordedProject): ForkServices {
  const host = createInProcessHost('in-process')
  return {
    start: async (endpoints) =>
      host.start(
        {
          endpoints: toServiceEndpoints(endpoints),
          ports: { gateway: 0, identity: 0, todo: 0, budget: 0 },
          // The services of the user have the data of the original stack.
          upstreams: {},
          addonUrls: {},
          dataDirectory: config.home,
          access: getAllowedAccess(config),
          passwordHashing: 'fast',
        },
        { deadline: Infinity, signal: new AbortController().signal },
      ),
    [Symbol.asyncDispose]: async () => host[Symbol.asyncDispose](),
  }
}

/** The configuration of a fork, all of whose services are the bundled ones. */
export function withBundledServices(config: ResolvedConfig): ResolvedConfig {
  const services = Object.fromEntries(
    SERVICE_NAMES.map((name) => {
      const { url: _url, command: _command, ...rest } = config.services[name]
      return [name, rest]
    }),
  ) as unknown as ResolvedConfig['services']
  return { ...config, services }
}
