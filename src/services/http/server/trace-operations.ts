import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServiceName } from '../../../core/service-name.js'
import { isTracing, type Span, startSpan } from '../../../core/tracing.js'
import type { OperationRoute } from '../api/operation.js'
import { getParent, getRequestTrace } from '../requests/request-trace.js'

const spansByRequest = new WeakMap<FastifyRequest, Span>()

export function getOperationSpan(request: FastifyRequest): Span | undefined {
  return spansByRequest.get(request)
}

/** Records a span for each request of an operation, from its headers to its response. */
export function traceOperations(
  app: FastifyInstance,
  service: ServiceName,
  routes: readonly OperationRoute[],
): void {
  const names = new Map(
    routes.map(({ operation: { id, method, path } }) => [
      `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      id,
    ]),
  )
  app.addHook('onRequest', (request, _reply, done) => {
    if (isTracing()) start(request)
    done()
  })
  const start = (request: FastifyRequest): void => {
    const { method } = request
    const route = request.routeOptions.url ?? ''
    const { traceparent, requestId, correlationId } = getRequestTrace(request)
    const span = startSpan({
      name: names.get(`${method} ${route}`) ?? `${method} ${route}`,
      component: service,
      kind: request.headers['x-forwarded-prefix'] === undefined ? 'server' : 'internal',
      parent: getParent(request.headers),
      traceparent,
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'homemanager.request_id': requestId,
        'homemanager.correlation_id': correlationId,
      },
    })
    if (span !== undefined) spansByRequest.set(request, span)
  }
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spansByRequest.get(request)
    span?.setAttributes({ 'http.response.status_code': statusCode })
    span?.end(statusCode >= 500 ? `Status ${statusCode}.` : undefined)
    done()
  })
}
