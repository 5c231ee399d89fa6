import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { FastifyInstance, FastifyServerFactoryHandler } from 'fastify'
import type { ServiceName } from '../core/service-name.js'

export type MountedServices = Readonly<Partial<Record<ServiceName, FastifyInstance>>>

const PREFIX = /^\/(identity|todo|budget)(?=[/?]|$)/

/**
 * The gateway's HTTP server. A request for a mounted service goes straight to the service's own application, as if it
 * had come to its own port: one router, one validation, one serialisation, and nothing is compiled twice.
 */
export function mountedServices(services: MountedServices, gateway: FastifyServerFactoryHandler): Server {
  return createServer(((request: IncomingMessage, response: ServerResponse) => {
    // Only the gateway says where a service is mounted.
    delete request.headers['x-forwarded-prefix']
    const name = serviceOf(request.url ?? '')
    const app = name === undefined ? undefined : services[name]
    if (name === undefined || app === undefined) return gateway(request, response)
    request.headers['x-forwarded-prefix'] = `/${name}`
    const rest = request.url?.slice(name.length + 1) ?? ''
    request.url = rest.startsWith('/') ? rest : `/${rest}`
    app.routing(request, response)
  }) satisfies RequestListener)
}

function serviceOf(url: string): ServiceName | undefined {
  const name = PREFIX.exec(url)?.[1]
  return name === 'identity' || name === 'todo' || name === 'budget' ? name : undefined
}
