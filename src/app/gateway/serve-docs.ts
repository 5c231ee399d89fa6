import type { StaticDocumentSpec } from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../../services/http/open-api-document.js'

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
      const loaded = await (page ??= createDocsApp(document))
      reply.hijack()
      loaded.routing(request.raw, reply.raw)
    })
  }
}

async function createDocsApp(document: () => OpenApiDocument): Promise<FastifyInstance> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ])
  const page = Fastify()
  // A copy: the plugin adds to what it is given. Its type knows OpenAPI by interfaces, ours is made of plain objects.
  const shown = structuredClone(document()) as unknown as StaticDocumentSpec['document']
  await page.register(swagger, { mode: 'static', specification: { document: shown } })
  await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  await page.ready()
  return page
}
