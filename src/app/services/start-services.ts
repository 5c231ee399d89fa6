import type { Clock } from '../../core/clock.js'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { SERVICE_NAMES, type ServiceName, type ServiceUrls } from '../../core/service-name.js'
import { BUDGET_API } from '../../services/budget/api/budget-api.js'
import { createBudgetService } from '../../services/budget/budget-service.js'
import type { AllowedAccess } from '../../services/http/requests/allowed-access.js'
import { pageCursors } from '../../services/http/requests/page-cursor.js'
import { createTokenVerifier } from '../../services/http/requests/token-verifier.js'
import { IDENTITY_API } from '../../services/identity/api/identity-api.js'
import { createIdentityService, type PasswordHashing } from '../../services/identity/identity-service.js'
import { batchedInserts } from '../../services/budget/repository/batched-insert.js'
import { passwordHashing } from '../../services/identity/credentials/password-hash.js'
import { loadSigningKeys } from '../../services/identity/credentials/signing-keys.js'
import { TODO_API } from '../../services/todo/api/todo-api.js'
import { createTodoService } from '../../services/todo/todo-service.js'
import type { StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import type { CachedUserDirectory } from '../users/cached-user-directory.js'
import { createOutboxStores } from '../../stores/create-outbox-stores.js'
import { monitorStores } from '../telemetry/store-metrics.js'
import { observeStores } from '../telemetry/observe-stores.js'
import { createQueueGauges, type ObservedQueue, observeLimiter } from '../telemetry/queue-gauges.js'
import { createStoreLoadGauges } from '../telemetry/store-load-gauges.js'
import { createPrimaryReads, createReplicaReads } from '../../services/identity/repository/replica-reads.js'
import { createServiceMetrics, type GaugeSource } from '../telemetry/service-metrics.js'
import { RequestGate } from '../../services/http/server/request-gate.js'
import type { EventPublisher } from '../gateway/publish/serve-events.js'
import type { OperatorOptions } from '../gateway/serve-hold.js'
import { createGatewayApp } from '../gateway/gateway-app.js'
import { UpstreamLoads } from '../gateway/upstream-loads.js'
import { closeApps } from './close-apps.js'
import { listen } from './listen.js'
import { loadSecret } from './load-secret.js'
import { createServiceApp } from './service-app.js'
import { createUserDirectory } from '../users/create-user-directory.js'
import { watchMemberships } from '../users/watch-memberships.js'

export interface StartServicesOptions {
  readonly stores: Stores
  /** Ports on 127.0.0.1; 0 for any free port. */
  readonly ports: Readonly<Record<'gateway' | ServiceName, number>>
  /** URLs of custom services: the gateway proxies to them, and the bundled ones are not started. */
  readonly upstreams?: Readonly<Record<string, string>>
  /** Those of them whose output `homemanager logs` shows. */
  readonly commands?: readonly string[] | undefined
  /** Who may send requests; default: clients that address the servers by a loopback name. */
  readonly access?: AllowedAccess | undefined
  /** Absolute path of the directory for the signing key and the cursor secret, readable by the owner only. */
  readonly dataDirectory: string
  /** Shares the user cache with other processes; while it is unreachable, every lookup is a miss. */
  readonly redisUrl?: string | undefined
  /** Cost of new password hashes; `fast` in ephemeral stacks and tests. Default `owasp`. */
  readonly passwordHashing?: PasswordHashing | undefined
  /** Lets commands hold all requests back through the gateway; default: they cannot. */
  readonly operator?: Omit<OperatorOptions, 'gate'> | undefined
  /** Custom services that may publish events through the gateway; default: none. */
  readonly publishers?: readonly EventPublisher[] | undefined
  /** Default: the system clock. */
  readonly clock?: Clock | undefined
  readonly logger?: FastifyBaseLogger | undefined
  /** Called after a request to a bundled service that may have written to this store, so that its events are relayed at once. */
  readonly onWrite: ((store: StoreName) => void) | undefined
  /** For `/metrics`: the number of dead letters. */
  readonly countDeadLetters?: (() => Promise<number>) | undefined
  /** For `/metrics`: the lines of the log that wait to be written. */
  readonly logQueue?: (() => ObservedQueue) | undefined
  /** For `/metrics`: further gauges. */
  readonly gauges?: readonly GaugeSource[] | undefined
}

export interface RunningServices extends AsyncDisposable {
  readonly urls: ServiceUrls
  /** The user cache, to be invalidated on changes. */
  readonly users: CachedUserDirectory
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const SERVICE_APIS = { identity: IDENTITY_API, todo: TODO_API, budget: BUDGET_API }

/** Starts the bundled services and the gateway; resolves when all of them are listening. */
export async function startServices(options: StartServicesOptions): Promise<RunningServices> {
  const { stores, ports, upstreams = {}, logger, operator } = options
  const gate = new RequestGate()
  const [keys, secret] = await Promise.all([
    loadSigningKeys(options.dataDirectory),
    loadSecret(options.dataDirectory, 'cursor-secret'),
  ])
  const urls: Partial<Record<'gateway' | ServiceName, string>> = { ...upstreams }
  const ownIdentity = upstreams.identity
  const users = await createUserDirectory(
    () => (urls.identity ?? '').replace(/\/$/, ''),
    gate.pass,
    options.redisUrl,
  )
  // A custom identity service has its memberships elsewhere; the services then learn of them from its events.
  const memberships =
    ownIdentity === undefined
      ? watchMemberships(stores.postgres, (moved) => void users.invalidate(moved.userId, moved.userVersion))
      : undefined
  const verifier = createTokenVerifier(
    ownIdentity === undefined
      ? keys.jwks
      : new URL(`${ownIdentity.replace(/\/$/, '')}/.well-known/jwks.json`),
    memberships,
  )
  const context = {
    verifier,
    cursors: pageCursors(secret),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  }
  const { pooled, reader } = stores.postgres
  const reads = reader === undefined ? createPrimaryReads(pooled) : createReplicaReads(pooled, reader)
  const loads = new UpstreamLoads()
  const metrics = createServiceMetrics({
    outboxes: await createOutboxStores(stores),
    countDeadLetters: options.countDeadLetters,
    userCache: users.counts,
    gauges: [
      ...createQueueGauges(() => [
        observeLimiter('password_hashing', passwordHashing),
        observeLimiter('batched_inserts', batchedInserts),
        { name: 'held_requests', length: gate.waiting, rejected: gate.rejected },
        ...(options.logQueue === undefined ? [] : [options.logQueue()]),
        ...loads.list(),
      ]),
      ...createStoreLoadGauges(stores),
      {
        name: 'identity_reads',
        help: 'Reads that may be older, by the server that has answered them, since the start of the process.',
        label: 'server',
        read: () => new Map(Object.entries(reads.counts)),
      },
      ...(options.gauges ?? []),
    ],
  })
  const monitor = await monitorStores(stores)
  const observing = await observeStores(stores, metrics.observeStoreOperation)
  const plugins = {
    identity: () =>
      createIdentityService({
        ...context,
        postgres: { pool: stores.postgres.pooled },
        reads,
        keys,
        passwordHashing: options.passwordHashing,
      }),
    todo: () => createTodoService({ ...context, dynamodb: stores.dynamodb, users }),
    budget: () => createBudgetService({ ...context, mongo: stores.mongo }),
  }
  const stored = { identity: stores.postgres, todo: stores.dynamodb, budget: stores.mongo }
  const mounted: Partial<Record<ServiceName, FastifyInstance>> = {}
  const ping: Record<string, () => Promise<unknown>> & Record<ServiceName, () => Promise<unknown>> = {
    identity: createPing('identity'),
    todo: createPing('todo'),
    budget: createPing('budget'),
    ...Object.fromEntries(listOthers(upstreams).map((name) => [name, createPing(name)])),
  }
  const apps: FastifyInstance[] = []
  try {
    for (const name of SERVICE_NAMES) {
      if (upstreams[name] !== undefined) continue
      const app = await createServiceApp({
        api: SERVICE_APIS[name],
        plugin: plugins[name](),
        ping: ping[name],
        logger: createServiceLogger(name),
        access: options.access,
        gate,
        onResponse(answer) {
          metrics.observeRequest(name, answer)
          if (!SAFE_METHODS.has(answer.method)) options.onWrite?.(stored[name].name)
        },
      })
      mounted[name] = app
      apps.push(app)
    }
    const gateway = await createGatewayApp({
      apis: SERVICE_APIS,
      mounted,
      upstreams,
      commands: options.commands,
      ping,
      metrics: {
        contentType: metrics.contentType,
        text: async () => (await Promise.all([metrics.text(), monitor.text()])).join('\n'),
      },
      loads,
      logger: createServiceLogger('gateway'),
      access: options.access,
      gate,
      ...(operator === undefined ? {} : { operator: { ...operator, gate } }),
      publishing: {
        publishers: options.publishers ?? [],
        pool: stores.postgres.pool,
        onPublished: () => options.onWrite?.('postgres'),
      },
      onResponse: (answer) => metrics.observeRequest('gateway', answer),
      // A custom service cannot announce its writes itself.
      onProxied(name, answer) {
        const service = SERVICE_NAMES.find((each) => each === name)
        if (service !== undefined && !SAFE_METHODS.has(answer.method)) options.onWrite?.(stored[service].name)
      },
    })
    // The gateway closes first, so that the services can complete the requests it has accepted.
    apps.unshift(gateway)
    for (const name of SERVICE_NAMES) {
      const app = mounted[name]
      if (app !== undefined) urls[name] = await listen(app, ports[name], name)
    }
    urls.gateway = await listen(gateway, ports.gateway, 'gateway')
  } catch (error) {
    await closeApps(apps)
    observing[Symbol.dispose]()
    monitor[Symbol.dispose]()
    await memberships?.[Symbol.asyncDispose]()
    await users[Symbol.asyncDispose]()
    throw error
  }
  const { gateway = '', identity = '', todo = '', budget = '' } = urls
  return {
    urls: { ...upstreams, gateway, identity, todo, budget },
    users,
    async [Symbol.asyncDispose]() {
      gate.end()
      await closeApps(apps)
      observing[Symbol.dispose]()
      monitor[Symbol.dispose]()
      await memberships?.[Symbol.asyncDispose]()
      await users[Symbol.asyncDispose]()
    },
  }

  function createServiceLogger(service: string): FastifyBaseLogger | undefined {
    return logger?.child({ service })
  }

  function createPing(name: string): () => Promise<unknown> {
    const upstream = upstreams[name]
    return upstream === undefined
      ? async () => stored[name as ServiceName].ping()
      : async () => probeUpstream(upstream)
  }
}

function listOthers(upstreams: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(upstreams).filter((name) => !SERVICE_NAMES.some((each) => each === name))
}

/** Checks that a custom service responds; it need not implement /healthz. */
async function probeUpstream(url: string): Promise<void> {
  const response = await fetch(`${url.replace(/\/$/, '')}/healthz`, { redirect: 'manual' })
  await response.body?.cancel()
  if (response.status >= 500) throw new Error(`It returned status ${response.status}.`)
}
