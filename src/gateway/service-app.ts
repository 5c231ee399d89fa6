import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { packageVersion } from '../core/package-version.js'
import { createHttpApp, type HttpAppOptions } from '../services/http/create-http-app.js'
import { openApiDocument } from '../services/http/open-api-document.js'
import type { ServiceApi } from '../services/http/service-api.js'
import { healthOf } from './health.js'

export interface ServiceAppOptions extends Pick<HttpAppOptions, 'logger' | 'onAnswer'> {
  readonly api: ServiceApi
  readonly plugin: FastifyPluginAsync
  /** One round trip to its store. */
  readonly ping: () => Promise<unknown>
}

/** A bundled service as a program of its own: its operations, its health and its OpenAPI document. */
export async function serviceApp(options: ServiceAppOptions): Promise<FastifyInstance> {
  const app = createHttpApp({ logger: options.logger, onAnswer: options.onAnswer })
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(options.ping)
    return reply.code(health.status === 'healthy' ? 200 : 503).send(health)
  })
  app.get('/openapi.json', async () =>
    openApiDocument(`HomeManager ${options.api.name}`, packageVersion(), [{ api: options.api, prefix: '' }]),
  )
  await app.register(options.plugin)
  await app.ready()
  return app
}
