import { startEventing } from '../../events/start-eventing.js'
import { type RunningServices, startServices } from '../../gateway/start-services.js'
import type { Stores } from '../../stores/stores.js'
import type { GoMessage } from './host-messages.js'

export type ServicesRequest = Omit<GoMessage, 'type' | 'endpoints'> & { readonly stores: Stores }

/** The three services, the gateway and the event relay in this process. Disposing stops them, gateway first. */
export async function runServices(request: ServicesRequest): Promise<RunningServices> {
  const { stores } = request
  const [services, eventing] = await Promise.all([
    startServices({
      stores,
      ports: request.ports,
      upstreams: request.upstreams,
      dataFolder: request.dataFolder,
    }),
    startEventing({ stores }),
  ])
  return {
    urls: services.urls,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]()
      await eventing[Symbol.asyncDispose]()
    },
  }
}
