import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller, createTestUser } from '../../../test/support/api-caller.js'
import { HOSTILE_VALUES } from '../../../test/support/fuzz/schema-arbitrary.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { type VictimFamily, createVictimFamily } from '../../../test/support/victim-family.js'

let under: TestServices
let victim: VictimFamily
beforeAll(async () => {
  under = await startTestServices()
  victim = await createVictimFamily(under.gateway)
})
afterAll(async () => under[Symbol.asyncDispose]())

/** Every field that ends in a query, a key, a document or a header, with one hole each. */
const INJECTION_POINTS: readonly (readonly [string, string, (value: unknown) => unknown])[] = [
  ['POST', '/identity/v1/sessions', (value) => ({ email: value, password: 'x' })],
  ['POST', '/identity/v1/sessions', (value) => ({ email: 'a@example.com', password: value })],
  ['POST', '/identity/v1/sessions/refresh', (value) => ({ refresh_token: value })],
  ['PATCH', '/identity/v1/users/me', (value) => ({ display_name: value })],
  ['POST', '/todo/v1/todos', (value) => ({ title: value })],
  ['POST', '/todo/v1/todos', (value) => ({ title: 'x', tags: [value] })],
  ['POST', '/todo/v1/todos', (value) => ({ title: 'x', ai_metadata: { a: value } })],
  ['POST', '/todo/v1/todos', (value) => ({ title: 'x', assigned_to: value })],
  ['POST', '/todo/v1/todos', (value) => ({ title: 'x', due_date: value })],
  ['POST', '/budget/v1/expenses', (value) => ({ amount: '1', currency: 'USD', category: value })],
  [
    'POST',
    '/budget/v1/expenses',
    (value) => ({ amount: '1', currency: 'USD', category: { primary: value } }),
  ],
  [
    'POST',
    '/budget/v1/expenses',
    (value) => ({ amount: value, currency: 'USD', category: { primary: 'travel' } }),
  ],
  [
    'POST',
    '/budget/v1/expenses',
    (value) => ({ amount: '1', currency: 'USD', category: { primary: 'travel' }, ai_insights: { a: value } }),
  ],
]
const INJECTION_PATHS = [
  '/todo/v1/todos?tag=',
  '/todo/v1/todos?owner=',
  '/todo/v1/todos?due_date=',
  '/todo/v1/todos?cursor=',
  '/budget/v1/expenses?category=',
  '/budget/v1/expenses?user_id=',
  '/budget/v1/expenses?user_id[$ne]=',
  '/budget/v1/expenses?min_amount=',
  '/budget/v1/reports/monthly?month=',
  '/todo/v1/todos/',
  '/budget/v1/expenses/',
  '/identity/v1/users/',
]

test('what is meant to be read as a query is kept as text or refused; nothing else changes', async () => {
  const before = await victim.readAll()
  const attacker = await createTestUser(under.gateway, 'The Attackers')
  const problems: unknown[] = []
  for (const value of HOSTILE_VALUES) {
    const answers = await Promise.all([
      ...INJECTION_POINTS.map(async ([method, path, bodyOf]) => attacker.call(method, path, bodyOf(value))),
      ...INJECTION_PATHS.map(async (path) =>
        attacker.call('GET', `${path}${encodeURIComponent(JSON.stringify(value)).slice(0, 4000)}`),
      ),
    ])
    for (const answer of answers) if (answer.status >= 500) problems.push([value, answer.body])
  }
  expect(problems).toEqual([])
  expect(await victim.readAll()).toEqual(before)
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
})

test('text comes back letter for letter', async () => {
  const { owner } = victim
  for (const title of ["'; DROP TABLE users; --", '{"$gt":""}', '<script>', '\u202Eabc', 'a\nb', '🏠', 'ﬁ']) {
    const made = await owner.call('POST', '/todo/v1/todos', { title, tags: [title] })
    expect([made.status, made.body['title']]).toEqual([201, title])
    const found = await owner.call('GET', `/todo/v1/todos?tag=${encodeURIComponent(title)}`)
    expect(found.body['items'].map((item: { id: string }) => item.id)).toEqual([made.body['id']])
  }
})

/** A request exactly as it is written: fetch would tidy its path. */
async function sendRawRequest(
  path: string,
  headers: Record<string, string> = {},
  server: string = under.gateway,
): Promise<{ status: number; body: string; location: string }> {
  const { hostname, port } = new URL(server)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method: 'GET' }, (response) => {
      let body = ''
      response.on('data', (piece: Buffer) => (body += piece.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, location: response.headers.location ?? '' }),
      )
    })
      .on('error', reject)
      .end()
  })
}

test('paths that try to leave their place, and hosts that are not ours, lead nowhere', async () => {
  const paths = [
    '/todo/../identity/v1/users/me',
    '/todo/%2e%2e/identity/v1/users/me',
    '/todo//evil.example/v1/todos',
    '/todo/v1/todos/..%2f..%2fhealthz',
    '//evil.example/todo/v1/todos',
    'http://evil.example/todo/v1/todos',
    '/docs/../../../../etc/passwd',
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/todo/v1/todos/%00',
    '/%zz',
  ]
  for (const path of paths) {
    const answer = await sendRawRequest(path, { 'x-forwarded-host': 'evil.example' })
    expect([path, answer.status]).toEqual([
      path,
      expect.toSatisfy((status: number) => status >= 400 && status < 500),
    ])
    expect(answer.body).not.toContain('root:')
  }
})

test('requests for another host, and changes by pages of another origin, are refused', async () => {
  for (const origin of Object.values(under.services.urls)) {
    for (const path of ['/healthz', '/openapi.json', '/nothing']) {
      const answer = await sendRawRequest(path, { host: 'evil.example' }, origin)
      expect([origin, path, answer.status]).toEqual([origin, path, 403])
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'HOST_NOT_ALLOWED' })
    }
  }
  for (const path of ['/metrics', '/docs', '/identity/v1/users/me', '/todo/v1/todos']) {
    expect([path, (await sendRawRequest(path, { host: 'evil.example' })).status]).toEqual([path, 403])
  }
  const page = { origin: 'https://evil.example' }
  const created = await victim.owner.call('POST', '/todo/v1/todos', { title: 'x' }, page)
  expect([created.status, created.body]).toEqual([
    403,
    expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }),
  ])
  const preflight = await fetch(`${under.gateway}/todo/v1/todos`, {
    method: 'OPTIONS',
    headers: { ...page, 'access-control-request-method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
})

test('headers are not repeated into answers as they are', async () => {
  const anyone = createApiCaller(under.gateway)
  const answer = await anyone('GET', '/nothing', undefined, {
    'x-request-id': '<script>alert(1)</script>',
    'x-forwarded-prefix': '/evil',
  })
  expect(answer.headers.get('x-request-id')).not.toContain('script')
  const made = await victim.owner.call(
    'POST',
    '/todo/v1/todos',
    { title: 'x' },
    { 'x-forwarded-prefix': '/evil', 'x-forwarded-host': 'evil.example' },
  )
  expect(made.headers.get('location')).toMatch(/^\/todo\/v1\/todos\//)
})
