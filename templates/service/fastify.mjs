import Fastify from 'fastify'
import { handle } from './todos.mjs'

const app = Fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
app.all('/*', async ({ method, url, headers, body }, reply) => {
  const response = await handle({ method, url, headers, body: body ?? '' })
  return reply.code(response.status).headers(response.headers).send(response.body)
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
