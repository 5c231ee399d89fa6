import replyFrom from '@fastify/reply-from'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SERVICE_NAMES, type ServiceName } from '../core/service-name.js'
import { HTTP_ERRORS } from '../services/http/http-errors.js'
import { HttpProblem } from '../services/http/http-problem.js'
import { traceOfRequest } from '../services/http/request-trace.js'
import { sendProblem } from '../services/http/send-problem.js'
import { GATEWAY_ERRORS } from './gateway-errors.js'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Sends `/<service>/…` on to the user's own implementations. Only to these: a request never chooses the host. */
export async function proxyUpstreams(
  app: FastifyInstance,
  upstreams: Readonly<Partial<Record<ServiceName, string>>>,
): Promise<void> {
  for (const name of SERVICE_NAMES) {
    const base = upstreams[name]
    if (base !== undefined) await app.register(async (scope) => proxy(scope, name, new URL(base)))
  }
}

async function proxy(scope: FastifyInstance, name: ServiceName, upstream: URL): Promise<void> {
  await scope.register(replyFrom, {
    base: upstream.origin,
    undici: {
      connections: 128,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connectTimeout: 3000,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    },
    disableRequestLogging: true,
  })
  // Bodies are streamed as they come, whatever they are; the service behind decides what it takes.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  const basePath = upstream.pathname.replace(/\/$/, '')
  const forward = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.slice(name.length + 1)
    // A path of two slashes or with dots could name another host, or leave the base path.
    if (path.startsWith('//') || /(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(path)) {
      throw new HttpProblem(HTTP_ERRORS.INVALID_REQUEST, {
        detail: 'The path must be plain, without // and dots.',
      })
    }
    const trace = traceOfRequest(request)
    return reply.from(`${basePath}${path.startsWith('/') ? path : `/${path}`}`, {
      rewriteRequestHeaders: (_original, headers) => ({
        ...withoutHopByHop(headers),
        'x-request-id': trace.requestId,
        'x-correlation-id': trace.correlationId,
        traceparent: trace.traceparent,
        'x-forwarded-prefix': `/${name}`,
      }),
      onError: (failed, { error }) => {
        // Fastify types the reply by its server; what a problem needs of it is the same.
        sendProblem(upstreamProblem(name, error), request, failed as unknown as FastifyReply)
      },
    })
  }
  for (const url of [`/${name}`, `/${name}/*`]) scope.route({ method: METHODS, url, handler: forward })
}

const HOP_BY_HOP = new Set([
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'keep-alive',
])

function withoutHopByHop<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)))
}

function upstreamProblem(name: ServiceName, error: Error): HttpProblem {
  const late = /timeout/i.test(`${error.name} ${'code' in error ? String(error.code) : ''}`)
  const code = late ? GATEWAY_ERRORS.UPSTREAM_TIMEOUT : GATEWAY_ERRORS.UPSTREAM_UNREACHABLE
  return new HttpProblem(code, {
    detail: `Your ${name} service ${late ? 'did not answer in time' : 'cannot be reached'}. Is it running at its url of homemanager.yaml?`,
    cause: error,
  })
}
