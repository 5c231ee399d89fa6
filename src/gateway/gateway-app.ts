import type { FastifyInstance } from 'fastify'
import { packageVersion } from '../core/package-version.js'
import { SERVICE_NAMES, type ServiceName } from '../core/service-name.js'
import { createHttpApp, type HttpAppOptions } from '../services/http/create-http-app.js'
import { openApiDocument, type OpenApiDocument } from '../services/http/open-api-document.js'
import type { ServiceApi } from '../services/http/service-api.js'
import type { ServiceMetrics } from '../telemetry/service-metrics.js'
import { serveDocs } from './docs-page.js'
import { type Health, healthOf } from './health.js'
import { gatewayServer } from './gateway-server.js'
import { type MountedServices, serviceHandlers } from './service-handlers.js'

export interface GatewayOptions extends Pick<HttpAppOptions, 'logger' | 'onAnswer'> {
  readonly apis: Readonly<Record<ServiceName, ServiceApi>>
  /** The bundled services; the others are proxied. */
  readonly mounted: MountedServices
  readonly upstreams: Readonly<Partial<Record<ServiceName, string>>>
  readonly ping: Readonly<Record<ServiceName, () => Promise<unknown>>>
  /** Answers `/metrics`. */
  readonly metrics?: Pick<ServiceMetrics, 'contentType' | 'text'> | undefined
}

/** One address for all services: `/identity`, `/todo`, `/budget`, their health, one OpenAPI document, its page. */
export async function gatewayApp(options: GatewayOptions): Promise<FastifyInstance> {
  const services = await serviceHandlers(options)
  const app = createHttpApp({
    logger: options.logger,
    onAnswer: options.onAnswer,
    serverFactory: (handler) => gatewayServer(services.handlers, handler),
  })
  const document = (): OpenApiDocument => mergedDocument(options.apis)
  app.get('/', async () => ({
    name: 'HomeManager',
    version: packageVersion(),
    services: SERVICE_NAMES.map((name) => `/${name}/v1`),
    openapi: '/openapi.json',
    docs: '/docs',
    health: '/healthz',
    metrics: '/metrics',
  }))
  app.get('/healthz', async (_request, reply) => {
    const services = await healthOfServices(options)
    const healthy = Object.values(services).every((service) => service.status === 'healthy')
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'healthy' : 'unhealthy', services })
  })
  const { metrics } = options
  if (metrics !== undefined) {
    app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  }
  app.get('/openapi.json', async () => document())
  serveDocs(app, document)
  app.addHook('onClose', async () => services[Symbol.asyncDispose]())
  await app.ready()
  return app
}

async function healthOfServices(options: GatewayOptions): Promise<Record<string, Health>> {
  return Object.fromEntries(
    await Promise.all(SERVICE_NAMES.map(async (name) => [name, await healthOf(options.ping[name])] as const)),
  )
}

function mergedDocument(apis: GatewayOptions['apis']): OpenApiDocument {
  const mounted = SERVICE_NAMES.map((name) => ({ api: apis[name], prefix: `/${name}` }))
  return openApiDocument('HomeManager', packageVersion(), mounted)
}
