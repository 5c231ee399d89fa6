import type { FastifyInstance } from 'fastify'

/** Bodies are JSON and nothing else. An empty one is no body: clients send the header with `POST …/complete` too. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null)
      else void parse(request, body, done)
    },
  )
}
