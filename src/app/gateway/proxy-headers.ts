import type { IncomingMessage } from 'node:http'
import type { RequestTrace } from '../../services/http/requests/request-trace.js'

/** Hop-by-hop headers (RFC 9110, section 7.6.1), and headers that the proxy sets itself. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'http2-settings',
  'x-request-id',
  'x-correlation-id',
  'traceparent',
  'x-forwarded-prefix',
  'x-forwarded-host',
  'x-forwarded-for',
  'x-forwarded-proto',
])

/** Headers for the upstream service: the client's headers and the request ids, as a flat list of names and values. */
export function toUpstreamHeaders(request: IncomingMessage, name: string, trace: RequestTrace): string[] {
  const { rawHeaders, headers } = request
  const named = headers.connection === undefined ? undefined : parseConnectionHeader(headers.connection)
  const forwarded: string[] = []
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) {
    const header = rawHeaders[n] ?? ''
    const lower = header.toLowerCase()
    if (!NOT_FORWARDED.has(lower) && named?.has(lower) !== true)
      forwarded.push(header, rawHeaders[n + 1] ?? '')
  }
  forwarded.push(
    'x-request-id',
    trace.requestId,
    'x-correlation-id',
    trace.correlationId,
    'traceparent',
    trace.traceparent,
    'x-forwarded-prefix',
    `/${name}`,
    'x-forwarded-for',
    request.socket.remoteAddress ?? '',
    'x-forwarded-proto',
    'http',
  )
  if (headers.host !== undefined) forwarded.push('x-forwarded-host', headers.host)
  return forwarded
}

const NOT_RETURNED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
])

/** Response headers for the client, as raw name and value pairs. */
export function toClientHeaders(raw: readonly Buffer[], requestId: string): string[] {
  const returned: string[] = ['x-request-id', requestId]
  for (let n = 0; n + 1 < raw.length; n += 2) {
    const header = raw[n]?.toString('latin1') ?? ''
    if (!NOT_RETURNED.has(header.toLowerCase())) returned.push(header, raw[n + 1]?.toString('latin1') ?? '')
  }
  return returned
}

/** Headers named by a `Connection` header; usually it is only keep-alive. */
function parseConnectionHeader(connection: string): ReadonlySet<string> | undefined {
  if (connection === 'keep-alive' || connection === 'close') return undefined
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}
