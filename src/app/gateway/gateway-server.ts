import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { FastifyServerFactoryHandler } from 'fastify'
import type { ServiceName } from '../../core/service-name.js'
import { TIMEOUT_CHECK_INTERVAL_MS } from '../../services/http/server/create-http-app.js'

/** Handles requests below `/<service>`; the path still includes that prefix. */
export type ServiceHandlers = Readonly<
  Partial<Record<ServiceName, (request: IncomingMessage, response: ServerResponse) => void>>
>

/** Fastify does not apply its timeouts to a server that it has not created. */
export type GatewayTimeouts = Required<Pick<ServerOptions, 'requestTimeout' | 'keepAliveTimeout'>>

const SERVICE_PREFIX = /^\/(identity|todo|budget)(?=[/?]|$)/

/**
 * The gateway's HTTP server. It passes a request for a service directly to its handler, as if the request had arrived on
 * the service's own port, so that routing, validation and serialization happen once.
 */
export function createGatewayServer(
  services: ServiceHandlers,
  gateway: FastifyServerFactoryHandler,
  timeouts: GatewayTimeouts,
): Server {
  const options = { ...timeouts, connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS }
  return createServer(options, (request, response) => {
    // Only the gateway sets this header.
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
