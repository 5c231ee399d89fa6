import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { countDeadLetters } from '../../events/dead-letters.js'
import { invalidateCachedUsers } from '../../events/invalidate-cached-users.js'
import { composeEventProcessing } from '../../app/events/compose-event-processing.js'
import { createPausableProcessing } from '../../events/pausable-processing.js'
import { getEventSecret } from '../../events/subscriptions/event-secret.js'
import { describeSagaFailure, type Saga } from '../../events/sagas/saga.js'
import { toSubscriptions } from '../../events/subscriptions/to-subscriptions.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { type RunningServices, startServices } from '../../app/services/start-services.js'
import type { StoreLimits } from '../../stores/contracts/store-limits.js'
import type { Stores } from '../../stores/stores.js'
import { getProjectSecret } from '../../providers/project-secret.js'
import { OPERATOR_TOKEN } from '../hold/request-operator.js'
import { rotateLogs } from '../../providers/rotate-log.js'
import { createConsumerGauges } from '../../app/telemetry/consumer-gauges.js'
import type { ObservedQueue } from '../../app/telemetry/queue-gauges.js'
import type { ServiceLog } from '../../app/telemetry/create-logger.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { scheduleBackups } from './schedule-backups.js'
import type { StartMessage } from './host-messages.js'

/** In milliseconds; the first request of a person comes later. */
const TRACING_DELAY_MS = 20

export type RunServicesOptions = Omit<StartMessage, 'type' | 'endpoints'> & {
  readonly stores: Stores
  /** The access and error log. Default: none. */
  readonly log?: ServiceLog | undefined
  /** Records traces in the data directory. Only one stack of a process can. Default: no. */
  readonly traces?: boolean
}

/** The services respond with 503 after this time. Event processing retries. */
export const SERVICE_STORE_LIMITS: StoreLimits = { requestTimeoutMs: 5000, observable: true }

/** Runs the three services, the gateway and event processing in this process. Disposing stops them, the gateway first. */
export async function runServices(request: RunServicesOptions): Promise<RunningServices> {
  const { stores, log } = request
  const logger = log?.logger
  const eventsLog = logger?.child({ service: 'events' })
  const onError = (error: unknown): void =>
    eventsLog?.warn({ err: error }, 'Background processing failed; retrying later.')
  const sagaOptions = { onFailure: (saga: Saga) => eventsLog?.warn(describeSagaFailure(saga)) }
  // It returns at once and connects while the services start.
  const extensions = await loadExtensions(request.extensions ?? { root: request.dataDirectory })
  const processing = composeEventProcessing(stores, {
    subscriptions: toSubscriptions(request.subscriptions, request.upstreams, request.dataDirectory),
    createHandlers: extensions.createEventHandlers,
  })
  const events = await createPausableProcessing(async () =>
    startEventProcessing({ stores, ...processing, sagaOptions, onError }),
  )
  const services = await startServices({
    stores,
    ports: request.ports,
    upstreams: request.upstreams,
    commands: request.commands,
    access: request.access,
    dataDirectory: request.dataDirectory,
    redisUrl: request.addonUrls.redis,
    passwordHashing: request.passwordHashing,
    logger,
    operator: {
      token: getProjectSecret(request.dataDirectory, OPERATOR_TOKEN),
      pauseEvents: async () => events.pause(),
    },
    publishers: Object.keys(request.upstreams).map((service) => ({
      service,
      secret: getEventSecret(request.dataDirectory, service),
    })),
    onWrite: (store) => events.notify(store),
    ...(log === undefined ? {} : { logQueue: () => observeLog(log) }),
    gauges: createConsumerGauges(() => events.readConsumers()),
    countDeadLetters: () => countDeadLetters(stores.postgres.pool),
  }).catch(async (error: unknown) => {
    await events[Symbol.asyncDispose]()
    throw error
  })
  // The SDK is loaded once everything listens, so that it does not delay the start.
  const tracing = request.traces === true ? startTracingLater(request.dataDirectory, logger) : undefined
  const backups = request.backups === undefined ? undefined : scheduleBackups(request.backups, onError)
  const rotation = rotateLogs(join(request.dataDirectory, 'logs'))
  const invalidation = invalidateCachedUsers(stores.postgres, services.users, onError)
  return {
    urls: services.urls,
    users: services.users,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]()
      await Promise.all([events[Symbol.asyncDispose](), invalidation[Symbol.asyncDispose]()])
      rotation[Symbol.dispose]()
      await (await tracing)?.[Symbol.asyncDispose]()
      backups?.[Symbol.dispose]()
      await log?.flush()
    },
  }
}

/** Traces are optional: if they cannot be recorded, the services run without. */
async function startTracingLater(
  home: string,
  logger: ServiceLog['logger'] | undefined,
): Promise<AsyncDisposable | undefined> {
  // First, the command that waits for the services is notified.
  await sleep(TRACING_DELAY_MS)
  try {
    const { isTracingDisabled, startTracing } = await import('../../app/telemetry/tracing/start-tracing.js')
    return isTracingDisabled() ? undefined : await startTracing({ home })
  } catch (error) {
    logger?.warn({ err: error }, 'Traces are not recorded.')
    return undefined
  }
}

function observeLog(log: ServiceLog): ObservedQueue {
  return { name: 'log_characters', length: log.countBuffered(), rejected: log.countDropped() }
}
