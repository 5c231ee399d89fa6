import express from 'express'
import { handle } from './todos.mjs'

const app = express()
app.disable('etag')
app.use(express.text({ type: () => true, limit: '1mb' }))
app.use(async ({ method, url, headers, body }, reply) => {
  const response = await handle({ method, url, headers, body: typeof body === 'string' ? body : '' })
  reply.status(response.status).set(response.headers).end(response.body)
})
app.listen(Number(process.env.PORT), '127.0.0.1')
