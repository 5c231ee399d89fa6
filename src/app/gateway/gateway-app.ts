import type { FastifyInstance } from 'fastify'
import { getPackageVersion } from '../../core/package-version.js'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import { createHttpApp } from '../../services/http/server/create-http-app.js'
import { createOpenApiDocument, type OpenApiDocument } from '../../services/http/api/open-api-document.js'
import type { ServiceApi } from '../../services/http/api/service-api.js'
import type { ServiceMetrics } from '../telemetry/service-metrics.js'
import { serveFlush } from './serve-flush.js'
import { type OperatorOptions, serveHold } from './serve-hold.js'
import { type PublishOptions, serveEvents } from './publish/serve-events.js'
import { serveDocs } from './serve-docs.js'
import { addOtherDocuments } from './add-other-documents.js'
import { type Health, checkHealth } from './health.js'
import { createGatewayServer, type GatewayTimeouts } from './gateway-server.js'
import { type ServiceHandlersOptions, createServiceHandlers } from './service-handlers.js'

export interface GatewayOptions extends ServiceHandlersOptions {
  readonly apis: Readonly<Record<ServiceName, ServiceApi>>
  /** Of each service; custom ones included. */
  readonly ping: Readonly<Record<string, () => Promise<unknown>>>
  /** Serves the requests of commands to hold all other requests back. */
  readonly operator?: OperatorOptions | undefined
  /** Serves `POST /events`. */
  readonly publishing?: PublishOptions | undefined
  /** Serves `/metrics`. */
  readonly metrics?: Pick<ServiceMetrics, 'contentType' | 'text'> | undefined
}

/** The gateway: all services under one address (`/identity`, `/todo`, `/budget`), their health, one OpenAPI document and its page. */
export async function createGatewayApp(options: GatewayOptions): Promise<FastifyInstance> {
  const services = await createServiceHandlers(options)
  const app = createHttpApp({
    logger: options.logger,
    onResponse: options.onResponse,
    access: options.access,
    gate: options.gate,
    serverFactory: (handler, timeouts) =>
      createGatewayServer(services.handlers, handler, timeouts as GatewayTimeouts),
  })
  const others = Object.entries(options.upstreams).filter(
    ([name]) => !SERVICE_NAMES.some((each) => each === name),
  )
  app.get('/', async () => ({
    name: 'HomeManager',
    version: getPackageVersion(),
    services: [...SERVICE_NAMES.map((name) => `/${name}/v1`), ...others.map(([name]) => `/${name}`)],
    openapi: '/openapi.json',
    docs: '/docs',
    health: '/healthz',
    metrics: '/metrics',
  }))
  app.get('/healthz', async (_request, reply) => {
    const services = await checkServicesHealth(options)
    const healthy = Object.values(services).every((service) => service.status === 'healthy')
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'healthy' : 'unhealthy', services })
  })
  const { metrics } = options
  if (metrics !== undefined) {
    app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  }
  app.get('/openapi.json', async () =>
    addOtherDocuments(createMergedDocument(options.apis), others, (message) => options.logger?.warn(message)),
  )
  serveDocs(app)
  if (options.publishing !== undefined) serveEvents(app, options.publishing)
  if (options.operator !== undefined) {
    serveHold(app, options.operator)
    serveFlush(app, options.operator)
  }
  app.addHook('onClose', async () => services[Symbol.asyncDispose]())
  await app.ready()
  return app
}

async function checkServicesHealth(options: GatewayOptions): Promise<Record<string, Health>> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(options.ping).map(async ([name, ping]) => [name, await checkHealth(ping)] as const),
    ),
  )
}

function createMergedDocument(apis: GatewayOptions['apis']): OpenApiDocument {
  const mounted = SERVICE_NAMES.map((name) => ({ api: apis[name], prefix: `/${name}` }))
  return createOpenApiDocument('HomeManager', getPackageVersion(), mounted)
}
