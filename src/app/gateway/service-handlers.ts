import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import type { CompletedRequest, HttpAppOptions } from '../../services/http/server/create-http-app.js'
import type { ServiceHandlers } from './gateway-server.js'
import type { UpstreamLoads } from './upstream-loads.js'
import { traceGatewayRequest } from './trace-gateway-request.js'
import type { UpstreamProxy } from './upstream-proxy.js'

/** Bundled services that run in this process. */
export type MountedServices = Readonly<Partial<Record<ServiceName, FastifyInstance>>>

export interface ServiceHandlersOptions extends Pick<
  HttpAppOptions,
  'logger' | 'onResponse' | 'access' | 'gate'
> {
  readonly mounted: MountedServices
  /** Custom services. */
  readonly upstreams: Readonly<Record<string, string>>
  /** Those of them whose output `homemanager logs` shows. */
  readonly commands?: readonly string[] | undefined
  readonly loads: UpstreamLoads
  /** Called after each request that a custom service has handled. */
  readonly onProxied?: ((service: string, request: CompletedRequest) => void) | undefined
}

/** The handler of each service: the bundled one in this process, or a proxy to a custom service. */
export async function createServiceHandlers(
  options: ServiceHandlersOptions,
): Promise<{ readonly handlers: ServiceHandlers } & AsyncDisposable> {
  const handlers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  const proxies: UpstreamProxy[] = []
  for (const name of new Set([...SERVICE_NAMES, ...Object.keys(options.upstreams)])) {
    const upstream = options.upstreams[name]
    const app = options.mounted[name as ServiceName]
    if (upstream !== undefined) {
      const { createUpstreamProxy } = await import('./upstream-proxy.js')
      const { logger, access } = options
      const proxy = createUpstreamProxy({
        name,
        upstream: new URL(upstream),
        hasLog: options.commands?.includes(name) ?? false,
        logger,
        onResponse(request) {
          options.onResponse?.(request)
          options.onProxied?.(name, request)
        },
        access,
        load: options.loads.add(name),
        gate: options.gate,
      })
      proxies.push(proxy)
      handlers.set(name, proxy.handle)
    } else if (app !== undefined) handlers.set(name, toMountedHandler(name, app))
  }
  return {
    handlers,
    async [Symbol.asyncDispose]() {
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
    },
  }
}

function toMountedHandler(
  name: string,
  app: FastifyInstance,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    traceGatewayRequest(name, request, response)
    request.headers['x-forwarded-prefix'] = `/${name}`
    const rest = request.url?.slice(name.length + 1) ?? ''
    request.url = rest.startsWith('/') ? rest : `/${rest}`
    app.routing(request, response)
  }
}
