import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { handle } from './todos.mjs'

const app = new Hono()
app.all('*', async ({ req }) => {
  const { method, url, headers } = req.raw
  const body = method === 'GET' ? '' : await req.text()
  const response = await handle({ method, url, headers: Object.fromEntries(headers), body })
  return new Response(response.status === 204 ? null : response.body, response)
})
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) })
