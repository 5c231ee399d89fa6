import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { FastifyServerFactoryHandler } from 'fastify'
import { TIMEOUT_CHECK_INTERVAL_MS } from '../../services/http/server/create-http-app.js'

/** Handles requests below `/<service>`; the path still includes that prefix. */
export type ServiceHandlers = ReadonlyMap<
  string,
  (request: IncomingMessage, response: ServerResponse) => void
>

/** Fastify does not apply its timeouts to a server that it has not created. */
export type GatewayTimeouts = Required<Pick<ServerOptions, 'requestTimeout' | 'keepAliveTimeout'>>

const FIRST_SEGMENT = /^\/([a-z][a-z0-9-]*)(?=[/?]|$)/

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
    const name = FIRST_SEGMENT.exec(request.url ?? '')?.[1]
    const handle = name === undefined ? undefined : services.get(name)
    if (handle === undefined) gateway(request, response)
    else handle(request, response)
  })
}
