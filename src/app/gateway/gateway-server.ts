import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FastifyServerFactoryHandler } from 'fastify'
import type { ServiceName } from '../../core/service-name.js'

/** What answers below `/<service>`; the path that it gets still has that beginning. */
export type ServiceHandlers = Readonly<
  Partial<Record<ServiceName, (request: IncomingMessage, response: ServerResponse) => void>>
>

const SERVICE_PREFIX = /^\/(identity|todo|budget)(?=[/?]|$)/

/**
 * The gateway's HTTP server. A request for a service goes straight to what answers for it, as if it had come to the
 * service's own port: one router, one validation, one serialisation, and nothing is done twice.
 */
export function createGatewayServer(services: ServiceHandlers, gateway: FastifyServerFactoryHandler): Server {
  return createServer((request, response) => {
    // Only the gateway says where a service is mounted.
    delete request.headers['x-forwarded-prefix']
    const name = parseServiceName(request.url ?? '')
    const handle = name === undefined ? undefined : services[name]
    if (handle === undefined) gateway(request, response)
    else handle(request, response)
  })
}

function parseServiceName(url: string): ServiceName | undefined {
  const name = SERVICE_PREFIX.exec(url)?.[1]
  return name === 'identity' || name === 'todo' || name === 'budget' ? name : undefined
}
