import { connect } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { createLoggerTo } from '../telemetry/create-logger.js'

const lines: string[] = []
let under: TestServices
beforeAll(async () => {
  under = await startTestServices({ logger: createLoggerTo({ write: (line) => lines.push(line) }) })
})
afterAll(async () => under[Symbol.asyncDispose]())

test.each([
  ['PUT', '/todo/v1/todos', 'GET, HEAD, POST'],
  ['POST', '/todo/v1/todos/01925c8e-7d00-7000-8000-000000000020', 'DELETE, GET, HEAD, PATCH'],
  ['DELETE', '/healthz', 'GET, HEAD'],
  ['PATCH', '/', 'GET, HEAD'],
])('%s %s is not allowed: 405 with Allow', async (method, path, allow) => {
  const response = await createApiCaller(under.gateway)(method, path)
  expect(response).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
  expect(response.headers.get('allow')).toBe(allow)
})

test('an unknown path is 404 with any method, and a long one is not repeated in full', async () => {
  const { status, body } = await createApiCaller(under.gateway)('PUT', `/${'a'.repeat(10_000)}`)
  expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'ROUTE_NOT_FOUND' })
  expect(body['detail'].length).toBeLessThan(400)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2000)
})

test('a client that disconnects while it sends a body is not reported as a failure of the store', async () => {
  const user = await createTestUser(under.gateway)
  const { hostname, port } = new URL(under.gateway)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const head = `POST /todo/v1/todos HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${user.token}\r\nContent-Type: application/json`
  socket.write(`${head}\r\nContent-Length: 100\r\n\r\n{`)
  await sleep(200)
  socket.destroy()
  const isOwn = (line: string): boolean => line.includes('"service":"todo"')
  await sleep(1000)
  expect(lines.filter((line) => isOwn(line) && /STORE_UNAVAILABLE|"level":"error"/.test(line))).toEqual([])
})

test('concurrent moves of one todo succeed or are 409', async () => {
  const user = await createTestUser(under.gateway)
  const todo = await user.call('POST', '/todo/v1/todos', { title: 'Fix kitchen faucet', priority: 'low' })
  const path = `/todo/v1/todos/${todo.body['id']}`
  const priorities = ['low', 'medium', 'high', 'urgent']
  const statuses = await Promise.all(
    Array.from({ length: 16 }, async (_, n) => {
      const due_date = `2027-01-${String(1 + (n % 28)).padStart(2, '0')}T10:00:00Z`
      const { status } = await user.call('PATCH', path, { priority: priorities[n % 4], due_date })
      return status
    }),
  )
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
  expect(statuses).toContain(200)
})
