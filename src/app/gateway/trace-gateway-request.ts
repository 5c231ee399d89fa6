import type { IncomingMessage, ServerResponse } from 'node:http'
import { createTraceparent, isTracing, startSpan } from '../../core/tracing.js'
import { toLoggedPath } from '../../services/http/requests/to-logged-path.js'
import { getParent } from '../../services/http/requests/request-trace.js'

/** Records a span from the request of a client to the end of the response. The service sees the gateway as its caller. */
export function traceGatewayRequest(
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!isTracing()) return
  const parent = getParent(request.headers)
  const traceparent = createTraceparent(parent)
  request.headers['traceparent'] = traceparent
  const method = request.method ?? 'GET'
  const span = startSpan({
    name: `${method} /${service}`,
    component: 'gateway',
    kind: 'server',
    parent,
    traceparent,
    attributes: { 'http.request.method': method, 'url.path': toLoggedPath(request.url ?? '') },
  })
  if (span === undefined) return
  response.once('close', () => {
    const { statusCode, writableFinished } = response
    const status = writableFinished ? statusCode : 499
    span.setAttributes({ 'http.response.status_code': status })
    span.end(status >= 500 ? `Status ${status}.` : undefined)
  })
}
