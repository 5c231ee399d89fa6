import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type ApiResponse,
  createApiCaller,
  createTestUser,
  TEST_USER_PASSWORD,
} from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

const signIn = async (email: string, password: string): Promise<ApiResponse> =>
  createApiCaller(under.gateway)('POST', '/identity/v1/sessions', { email, password })

async function measure(send: () => Promise<ApiResponse>): Promise<number> {
  const since = performance.now()
  expect((await send()).status).toBeLessThan(300)
  return performance.now() - since
}

test('wrong passwords for one account are limited, also when they arrive at once', async () => {
  const user = await createTestUser(under.gateway)
  const other = await createTestUser(under.gateway)
  const guesses = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => signIn(user.email, `guess ${n}`)),
  )
  const limited = guesses.filter(({ status }) => status === 429)
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
  expect(limited).toHaveLength(20)
  for (const { body, headers } of limited) {
    expect(body['code']).toBe('TOO_MANY_REQUESTS')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(10)
  }
  // The same limit for the change of the password with a stolen access token.
  const change = { password: 'another password', current_password: 'guess' }
  expect((await user.call('PATCH', '/identity/v1/users/me', change)).status).toBe(429)
  expect((await signIn(other.email, TEST_USER_PASSWORD)).status).toBe(201)
})

test('correct passwords are not limited', async () => {
  const user = await createTestUser(under.gateway)
  for (let n = 0; n < 15; n++) expect((await signIn(user.email, TEST_USER_PASSWORD)).status).toBe(201)
})

test('passwords of clients that have disconnected are not hashed', async () => {
  const user = await createTestUser(under.gateway)
  const once = await measure(async () => signIn(user.email, TEST_USER_PASSWORD))
  const abandoned = Array.from({ length: 150 }, (_, n) => {
    const body = JSON.stringify({ email: `nobody-${n}@example.com`, password: 'x' })
    const sent = request(`${under.gateway}/identity/v1/sessions`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    })
    sent.on('error', () => {})
    sent.end(body)
    return sent
  })
  await sleep(400)
  for (const sent of abandoned) sent.destroy()
  await sleep(100)
  // Two are hashed at once, so all of them would take 75 times as long.
  expect(await measure(async () => signIn(user.email, TEST_USER_PASSWORD))).toBeLessThan(20 * once + 1000)
})

test('repeated registrations do not occupy the connections to the database', async () => {
  const user = await createTestUser(under.gateway)
  const key = { 'idempotency-key': randomUUID() }
  const body = { email: `${randomUUID()}@example.com`, password: TEST_USER_PASSWORD, display_name: 'Kim' }
  const register = async (): Promise<ApiResponse> =>
    createApiCaller(under.gateway)('POST', '/identity/v1/register', body, key)
  const since = performance.now()
  const first = await register()
  const once = performance.now() - since
  const repeated = Array.from({ length: 100 }, register)
  await sleep(100)
  expect(await measure(async () => user.call('GET', '/identity/v1/users/me'))).toBeLessThan(10 * once + 500)
  const answers = await Promise.all(repeated)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]))
  for (const answer of answers.filter(({ status }) => status === 201))
    expect(answer.body['user']).toEqual(first.body['user'])
})
