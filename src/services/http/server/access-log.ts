import type { FastifyInstance } from 'fastify'
import { toLoggedPath } from '../requests/to-logged-path.js'
import { getRequestTrace } from '../requests/request-trace.js'

/** Polled by monitoring, or sent by each `trace`; logged at level `debug`. */
const QUIET_PATHS = new Set(['/healthz', '/metrics', '/_homemanager/flush-traces'])

/** Logs one line for each response. The path has no query string, which may contain personal data and cursors. */
export function addAccessLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = toLoggedPath(request.url)
    const trace = getRequestTrace(request)
    const line = {
      method: request.method,
      path,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      correlation_id: trace.correlationId,
      ...(request.headers['x-forwarded-prefix'] === undefined ? {} : { via: 'gateway' }),
    }
    const text = `${request.method} ${path} ${reply.statusCode}`
    if (QUIET_PATHS.has(path)) request.log.debug(line, text)
    else request.log.info(line, text)
  })
}
