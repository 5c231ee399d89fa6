import type { FastifyInstance } from 'fastify'
import { getRequestTrace } from '../requests/request-trace.js'

/** Characters; a longer path is not one of this API. */
const MAX_LOGGED_PATH = 500

/** Polled by monitoring; logged at level `debug`. */
const QUIET_PATHS = new Set(['/healthz', '/metrics'])

/** Logs one line for each response. The path has no query string, which may contain personal data and cursors. */
export function addAccessLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = (request.url.split('?', 1)[0] ?? '').slice(0, MAX_LOGGED_PATH)
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
