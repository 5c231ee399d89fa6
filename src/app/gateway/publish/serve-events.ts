import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { EventIdUsed, publishEvents } from '../../../events/publish-events.js'
import { HTTP_ERRORS } from '../../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../../services/http/problems/http-problem.js'
import { getRequestTrace } from '../../../services/http/requests/request-trace.js'
import { BATCH_CONTENT_TYPE, readCloudEvents } from './read-cloud-events.js'
import { toEnvelope } from './to-envelope.js'

/** A custom service and the token with which it publishes events. */
export interface EventPublisher {
  readonly service: string
  readonly secret: string
}

export interface PublishOptions {
  readonly publishers: readonly EventPublisher[]
  readonly pool: pg.Pool
  /** Called when events are in the outbox. */
  readonly onPublished: () => void
}

/**
 * `POST /events`: custom services publish events through the outbox of the platform. The response, 202, follows when they are
 * stored. An event that is sent again is stored once.
 */
export function serveEvents(app: FastifyInstance, options: PublishOptions): void {
  void app.register(async (scope) => {
    const parse = scope.getDefaultJsonParser('error', 'error')
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser<string>(
      ['application/json', 'application/cloudevents+json', BATCH_CONTENT_TYPE],
      { parseAs: 'string' },
      (request, body, done) => void parse(request, body, done),
    )
    scope.post('/events', async (request, reply) => {
      const service = authenticate(request.headers.authorization, options.publishers)
      const trace = getRequestTrace(request)
      const events = readCloudEvents(request.headers, request.body).map((sent) =>
        toEnvelope(service, sent, trace),
      )
      const published = await publishEvents(options.pool, events).catch((error: unknown) => {
        throw error instanceof EventIdUsed
          ? new HttpProblem(HTTP_ERRORS.CONFLICT, { detail: error.message, cause: error })
          : error
      })
      options.onPublished()
      const items = events.map(({ id, type }) => ({ id, type, duplicate: !published.has(id) }))
      return reply.code(202).send({ items })
    })
  })
}

function authenticate(header: string | undefined, publishers: readonly EventPublisher[]): string {
  const token = /^Bearer (\S{1,200})$/i.exec(header ?? '')?.[1]
  const publisher = publishers.find(({ secret }) => isEqual(token, secret))
  if (publisher !== undefined) return publisher.service
  throw new HttpProblem(HTTP_ERRORS.UNAUTHENTICATED, {
    detail:
      'Send Authorization: Bearer with the secret of your service: HOMEMANAGER_EVENTS_SECRET in its environment, or homemanager env.',
    headers: { 'www-authenticate': 'Bearer' },
  })
}

function isEqual(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
