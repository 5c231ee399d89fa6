import type { StaticDocumentSpec } from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../../services/http/api/open-api-document.js'

/**
 * Serves the page that displays the OpenAPI document. It is a separate application that is created on the first request,
 * because loading it takes longer than the rest of the gateway.
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
  // A copy, because the plugin modifies the document. Its type uses interfaces, ours plain objects.
  const shown = structuredClone(document()) as unknown as StaticDocumentSpec['document']
  await page.register(swagger, { mode: 'static', specification: { document: shown } })
  await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  await page.ready()
  return page
}
