import { countDeadLetters } from '../../events/dead-letters.js'
import { dropCachedUsers } from '../../events/drop-cached-users.js'
import { startEventing } from '../../events/start-eventing.js'
import { type RunningServices, startServices } from '../../gateway/start-services.js'
import type { Stores } from '../../stores/stores.js'
import type { ServiceLog } from '../../telemetry/create-logger.js'
import type { GoMessage } from './host-messages.js'

export type ServicesRequest = Omit<GoMessage, 'type' | 'endpoints'> & {
  readonly stores: Stores
  /** Where the log goes: stdout or stderr; nowhere by default. */
  readonly log?: ServiceLog | undefined
}

/** The three services, the gateway and the event relay in this process. Disposing stops them, gateway first. */
export async function runServices(request: ServicesRequest): Promise<RunningServices> {
  const { stores, log } = request
  const logger = log?.logger
  const onError = (error: unknown): void =>
    logger?.child({ service: 'events' }).warn({ err: error }, 'Tried again later.')
  const [services, eventing] = await Promise.all([
    startServices({
      stores,
      ports: request.ports,
      upstreams: request.upstreams,
      dataFolder: request.dataFolder,
      redisUrl: request.redisUrl,
      logger,
      deadLetters: () => countDeadLetters(stores.postgres.pool),
    }),
    startEventing({ stores, onError }),
  ])
  const invalidation = dropCachedUsers(stores.postgres, services.users, onError)
  return {
    urls: services.urls,
    users: services.users,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]()
      await Promise.all([eventing[Symbol.asyncDispose](), invalidation[Symbol.asyncDispose]()])
      log?.flush()
    },
  }
}
