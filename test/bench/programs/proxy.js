// A proxy to the upstream at argv[3]. argv[2] is gateway, http-proxy-3 or fastify-http-proxy. Prints its port.
import { createServer } from 'node:http'

const [, , kind, upstream] = process.argv
const starters = {
  gateway: startGateway,
  'http-proxy-3': startHttpProxy3,
  'fastify-http-proxy': startFastifyHttpProxy,
}
process.on('SIGINT', () => process.exit())
console.log(await starters[kind]())

/** The gateway as the stack runs it, with log and metrics. */
async function startGateway() {
  const { createGatewayApp } = await import('../../../dist/app/gateway/gateway-app.js')
  const { createServiceMetrics } = await import('../../../dist/app/telemetry/service-metrics.js')
  const { createLoggerTo } = await import('../../../dist/app/telemetry/create-logger.js')
  const { TODO_API } = await import('../../../dist/services/todo/api/todo-api.js')
  const metrics = createServiceMetrics({ outboxes: [], userCache: { hits: 0, misses: 0 } })
  const app = await createGatewayApp({
    apis: { identity: TODO_API, todo: TODO_API, budget: TODO_API },
    mounted: {},
    upstreams: { todo: upstream },
    ping: {},
    metrics,
    logger: createLoggerTo({ write() {} }).child({ service: 'gateway' }),
    onResponse: (request) => metrics.observeRequest('gateway', request),
  })
  await app.listen({ port: 0, host: '127.0.0.1', listenTextResolver: () => '' })
  return app.server.address().port
}

async function startHttpProxy3() {
  const { createProxyServer } = await import('http-proxy-3')
  const { Agent } = await import('node:http')
  const proxy = createProxyServer({
    target: upstream,
    agent: new Agent({ keepAlive: true, maxSockets: 128 }),
  })
  const server = createServer((request, response) => {
    request.url = request.url.replace(/^\/todo/, '')
    proxy.web(request, response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

async function startFastifyHttpProxy() {
  const { default: fastify } = await import('fastify')
  const { default: httpProxy } = await import('@fastify/http-proxy')
  const app = fastify()
  await app.register(httpProxy, { upstream, prefix: '/todo' })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server.address().port
}
