import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type ApiResponse,
  createApiCaller,
  TEST_USER_PASSWORD,
  createTestUser,
} from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { waitUntil } from '../../../test/support/wait-until.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

const GUEST = { email: 'guest@example.com', role: 'adult' }

const CREATIONS: readonly (readonly [string, (n: string) => object])[] = [
  ['/todo/v1/todos', (title) => ({ title })],
  [
    '/budget/v1/expenses',
    (description) => ({ amount: '12.50', currency: 'USD', category: { primary: 'travel' }, description }),
  ],
  [
    '/budget/v1/budgets',
    (n) => ({ category: 'travel', month: `20${n}-01`, limit: '10.00', currency: 'USD' }),
  ],
]

test.each(CREATIONS)('%s: repeating a request does it once, also at the same time', async (path, bodyOf) => {
  const owner = await createTestUser(under.gateway)
  const key = { 'idempotency-key': randomUUID() }
  const post = async (body: object): Promise<ApiResponse> => owner.call('POST', path, body, key)
  const answers = await Promise.all(Array.from({ length: 5 }, async () => post(bodyOf('10'))))
  // While the first runs, the others may be told to try again.
  expect([201, 409]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)))
  const made = answers.filter(({ status }) => status === 201)
  const again = await post(bodyOf('10'))
  expect(again.status).toBe(201)
  expect(new Set([...made, again].map(({ body }) => body['id'])).size).toBe(1)
  expect(await post(bodyOf('11'))).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  const list = await owner.call('GET', path)
  expect(list.body['items']).toHaveLength(1)
  // Somebody else's key is their own.
  const other = await createTestUser(under.gateway)
  const theirs = await other.call('POST', path, bodyOf('10'), key)
  expect(theirs.status).toBe(201)
  expect(theirs.body['id']).not.toBe(again.body['id'])
})

test('a category is made once, and one that is there is still a conflict', async () => {
  const owner = await createTestUser(under.gateway)
  const body = { id: 'pets', label: 'Pets', subcategories: [] }
  const key = { 'idempotency-key': randomUUID() }
  const post = async (headers: Record<string, string>): Promise<number> =>
    (await owner.call('POST', '/budget/v1/categories', body, headers)).status
  expect([await post(key), await post(key), await post({}), await post({ 'idempotency-key': 'x' })]).toEqual([
    201, 201, 409, 409,
  ])
})

test('registering twice under one key makes one user, and does not tell tokens to another password', async () => {
  const anyone = createApiCaller(under.gateway)
  const body = { email: `${randomUUID()}@example.com`, display_name: 'Alex', family_name: 'The Rivers' }
  const key = { 'idempotency-key': randomUUID() }
  const post = async (password: string): Promise<ApiResponse> =>
    anyone('POST', '/identity/v1/register', { ...body, password }, key)
  const together = await Promise.all([post(TEST_USER_PASSWORD), post(TEST_USER_PASSWORD)])
  expect([201, 409]).toEqual(expect.arrayContaining(together.map(({ status }) => status)))
  const first = together.find(({ status }) => status === 201)
  const second = await post(TEST_USER_PASSWORD)
  expect([second.status, second.body['user']]).toEqual([201, first?.body['user']])
  expect(second.body['refresh_token']).not.toBe(first?.body['refresh_token'])
  const { rows } = await under.stores.postgres.pool.query<{ body: string }>(
    `SELECT body::text FROM platform.idempotency_keys WHERE body ->> 'userId' = $1`,
    [second.body['user'].id],
  )
  expect(rows).toEqual([{ body: expect.not.stringMatching(/token|password/) }])
  expect(await post('another password')).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  })
})

test('a family is made once', async () => {
  const owner = await createTestUser(under.gateway, null)
  const key = { 'idempotency-key': randomUUID() }
  const first = await owner.call('POST', '/identity/v1/families', { name: 'The Lakes' }, key)
  // The user now belongs to a family, which outdates the token.
  const { body } = await owner.call('POST', '/identity/v1/sessions/refresh', {
    refresh_token: owner.refreshToken,
  })
  const again = createApiCaller(under.gateway, body['access_token'])
  const made = [first, await again('POST', '/identity/v1/families', { name: 'The Lakes' }, key)]
  expect(made.map(({ status }) => status)).toEqual([201, 201])
  expect(made[0]?.body).toEqual(made[1]?.body)
  // A key belongs to the account, whatever it was used for.
  const other = await again('POST', `/identity/v1/families/${made[0]?.body['id']}/invitations`, GUEST, key)
  expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
})

test('an invitation is made once, and a repetition gets the first response also after it was revoked', async () => {
  const parent = await createTestUser(under.gateway)
  const key = { 'idempotency-key': randomUUID() }
  const path = `/identity/v1/families/${parent.familyId}/invitations`
  const invite = async (role: string): Promise<ApiResponse> =>
    parent.call('POST', path, { ...GUEST, role }, key)
  const together = await Promise.all(Array.from({ length: 5 }, async () => invite('adult')))
  expect([201, 409]).toEqual(expect.arrayContaining(together.map(({ status }) => status)))
  const first = together.find(({ status }) => status === 201)
  expect(await invite('child')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  await parent.call('DELETE', `${path}/${first?.body['id']}`)
  expect(await invite('adult')).toMatchObject({ status: 201, body: first?.body })
  expect((await parent.call('GET', path)).body['items']).toEqual([])
})

test('a repetition is rejected while another process runs the first request', async () => {
  const parent = await createTestUser(under.gateway)
  const { pool } = under.stores.postgres
  const blocker = await pool.connect()
  try {
    await blocker.query('BEGIN')
    // The first request waits for the family, with its key locked.
    await blocker.query('SELECT FROM families WHERE id = $1 FOR UPDATE', [parent.familyId])
    const post = async (): Promise<ApiResponse> =>
      parent.call('POST', `/identity/v1/families/${parent.familyId}/invitations`, GUEST, {
        'idempotency-key': 'running',
      })
    const first = post()
    await waitUntil(async () => {
      const { rows } = await pool.query<{ held: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
           WHERE datname = current_database() AND locktype = 'advisory' AND classid = $1) AS held`,
        [0x1de3],
      )
      return rows[0]?.held === true
    })
    expect(await post()).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
    await blocker.query('ROLLBACK')
    const { status, body } = await first
    expect(await post()).toMatchObject({ status, body })
  } finally {
    blocker.release()
  }
})
