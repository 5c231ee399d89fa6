import type { FastifyInstance } from 'fastify'
import { getRequestTrace } from './request-trace.js'

/** Asked every second by whoever watches; told at `debug` only. */
const QUIET_PATHS = new Set(['/healthz', '/metrics'])

/** One line per answer. The path stands there without its query, which may name people and hold cursors. */
export function addAccessLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const trace = getRequestTrace(request)
    const line = {
      method: request.method,
      path,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      correlation_id: trace.correlationId,
      trace_id: trace.traceparent.slice(3, 35),
      ...(request.headers['x-forwarded-prefix'] === undefined ? {} : { via: 'gateway' }),
    }
    const text = `${request.method} ${path} ${reply.statusCode}`
    if (QUIET_PATHS.has(path)) request.log.debug(line, text)
    else request.log.info(line, text)
  })
}
