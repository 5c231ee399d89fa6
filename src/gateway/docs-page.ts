import Fastify, { type FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../services/http/open-api-document.js'

/**
 * The page that shows the OpenAPI document. It is an application of its own, made when first asked for: it costs more
 * to load than the rest of the gateway.
 */
export function serveDocs(app: FastifyInstance, document: () => OpenApiDocument): void {
  let page: Promise<FastifyInstance> | undefined
  app.addHook('onClose', async () => {
    await (await page)?.close()
  })
  for (const url of ['/docs', '/docs/*']) {
    app.get(url, async (request, reply) => {
      const loaded = await (page ??= docsPage(document))
      reply.hijack()
      loaded.routing(request.raw, reply.raw)
    })
  }
}

async function docsPage(document: () => OpenApiDocument): Promise<FastifyInstance> {
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  const page = Fastify()
  // What the page's plugin asks of @fastify/swagger.
  page.decorate('swagger', () => document())
  await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  await page.ready()
  return page
}
