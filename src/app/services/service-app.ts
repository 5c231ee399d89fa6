import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { getPackageVersion } from '../../core/package-version.js'
import { createHttpApp, type HttpAppOptions } from '../../services/http/server/create-http-app.js'
import { createOpenApiDocument } from '../../services/http/api/open-api-document.js'
import type { ServiceApi } from '../../services/http/api/service-api.js'
import { checkHealth } from '../gateway/health.js'

export interface ServiceAppOptions extends Pick<HttpAppOptions, 'logger' | 'onResponse' | 'access' | 'gate'> {
  readonly api: ServiceApi
  readonly plugin: FastifyPluginAsync
  /** Sends one request to the store. */
  readonly ping: () => Promise<unknown>
}

/** A bundled service on its own port: its operations, its health and its OpenAPI document. */
export async function createServiceApp(options: ServiceAppOptions): Promise<FastifyInstance> {
  const app = createHttpApp({
    logger: options.logger,
    onResponse: options.onResponse,
    access: options.access,
    gate: options.gate,
  })
  app.get('/healthz', async (_request, reply) => {
    const health = await checkHealth(options.ping)
    return reply.code(health.status === 'healthy' ? 200 : 503).send(health)
  })
  app.get('/openapi.json', async () =>
    createOpenApiDocument(`HomeManager ${options.api.name}`, getPackageVersion(), [
      { api: options.api, prefix: '' },
    ]),
  )
  await app.register(options.plugin)
  await app.ready()
  return app
}
