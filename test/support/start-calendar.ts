import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A custom service with an OpenAPI document. */
export async function startCalendar(): Promise<{ readonly port: number } & Disposable> {
  const document = {
    openapi: '3.0.3',
    servers: [{ url: '/v1' }],
    paths: {
      '/entries': {
        parameters: [],
        get: {
          operationId: 'list',
          summary: 'List the entries of a day',
          tags: ['Entries'],
          security: [{ token: [] }],
          responses: { 200: { $ref: '#/components/responses/Ok' } },
        },
      },
    },
    components: {
      responses: { Ok: { description: 'OK.' } },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
  const server = createServer((request, response) =>
    response.end(JSON.stringify(request.url === '/openapi.json' ? document : { path: request.url })),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
