import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller, createTestFamilyMember, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

test('a family registers, plans, spends and sees its report, through the gateway', async () => {
  const owner = await createTestUser(under.gateway)
  const member = await createTestFamilyMember(under.gateway, owner)
  const todo = await owner.call('POST', '/todo/v1/todos', {
    title: 'Fix kitchen faucet',
    priority: 'high',
    due_date: '2024-10-05T18:00:00Z',
    assigned_to: member.id,
    tags: ['plumbing'],
    ai_metadata: { estimated_duration: 60, tools_needed: ['wrench'] },
  })
  expect(todo).toMatchObject({ status: 201, body: { owner: owner.id, assigned_to: member.id, version: 1 } })
  expect(todo.headers.get('location')).toBe(`/todo/v1/todos/${todo.body['id']}`)
  const read = await member.call('GET', `/todo/v1/todos/${todo.body['id']}`)
  expect(read).toMatchObject({ status: 200, body: todo.body })
  for (const query of [
    '',
    '?due_date=2024-10-05',
    `?owner=${owner.id}&due_date=2024-10-05&priority=high`,
    `?assigned_to=${member.id}&status=pending`,
    '?overdue=true&tag=plumbing',
  ]) {
    const list = await member.call('GET', `/todo/v1/todos${query}`)
    expect({ query, ...list }).toMatchObject({
      query,
      status: 200,
      body: { items: [{ id: todo.body['id'] }] },
    })
  }
  const moved = await member.call(
    'PATCH',
    `/todo/v1/todos/${todo.body['id']}`,
    { priority: 'urgent', due_date: null },
    { 'if-match': '"1"' },
  )
  expect(moved).toMatchObject({ status: 200, body: { version: 2, priority: 'urgent' } })
  expect(moved.body['due_date']).toBeUndefined()
  const done = await member.call('POST', `/todo/v1/todos/${todo.body['id']}/complete`)
  expect(done).toMatchObject({ status: 200, body: { status: 'completed', version: 3 } })

  for (const amount of ['156.78', '43.22']) {
    const expense = await member.call('POST', '/budget/v1/expenses', {
      amount,
      currency: 'USD',
      category: { primary: 'groceries' },
      created_at: '2024-10-03T14:30:00Z',
      location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
    })
    expect(expense).toMatchObject({ status: 201, body: { amount, user_id: member.id } })
  }
  const budget = await owner.call('POST', '/budget/v1/budgets', {
    category: 'groceries',
    month: '2024-10',
    limit: '150.00',
    currency: 'USD',
  })
  expect(budget).toMatchObject({ status: 201, body: { spent: '200.00', left: '-50.00' } })
  const report = await owner.call('GET', '/budget/v1/reports/monthly?month=2024-10')
  expect(report.body).toEqual({
    month: '2024-10',
    currencies: [
      {
        currency: 'USD',
        total_amount: '200.00',
        transaction_count: 2,
        categories: [
          { category: 'groceries', total_amount: '200.00', transaction_count: 2, avg_amount: '100.00' },
        ],
      },
    ],
  })
  const near = await owner.call(
    'GET',
    '/budget/v1/expenses/near?longitude=-122.333&latitude=47.606&radius=500',
  )
  expect(near.body['items']).toHaveLength(2)
})

test('health, the merged OpenAPI document and its page answer', async () => {
  const anyone = createApiCaller(under.gateway)
  expect(await anyone('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'healthy' } })
  const { body } = await anyone('GET', '/openapi.json')
  expect(Object.keys(body['paths'])).toEqual(
    expect.arrayContaining(['/identity/v1/register', '/todo/v1/todos', '/budget/v1/expenses']),
  )
  const page = await fetch(`${under.gateway}/docs`)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('HomeManager API')])
})

test('every error is a problem with a stable code', async () => {
  const anyone = createApiCaller(under.gateway)
  const owner = await createTestUser(under.gateway)
  const answers = [
    [await anyone('GET', '/nothing'), 404, 'ROUTE_NOT_FOUND'],
    [await anyone('GET', '/todo/nothing'), 404, 'ROUTE_NOT_FOUND'],
    [await anyone('GET', '/todo/v1/todos'), 401, 'UNAUTHENTICATED'],
    [await owner.call('POST', '/todo/v1/todos', '{"title":'), 400, 'MALFORMED_JSON'],
    [await owner.call('POST', '/todo/v1/todos', {}), 400, 'INVALID_REQUEST'],
    [
      await owner.call('POST', '/budget/v1/expenses', {
        amount: 12.5,
        currency: 'USD',
        category: { primary: 'groceries' },
      }),
      400,
      'INVALID_REQUEST',
    ],
    [await owner.call('POST', '/todo/v1/todos', { title: 'x'.repeat(2_000_000) }), 413, 'BODY_TOO_LARGE'],
    [
      await owner.call('POST', '/todo/v1/todos', 'a=b', { 'content-type': 'text/plain' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [await owner.call('GET', '/todo/v1/todos/00000000-0000-7000-8000-000000000456'), 404, 'NOT_FOUND'],
    [await owner.call('GET', '/todo/v1/todos?cursor=abc'), 400, 'INVALID_CURSOR'],
  ] as const
  expect((await owner.call('POST', '/todo/v1/todos', { titel: 'x' })).body).toMatchObject({
    detail: '/body/title is missing; /body/titel is not a known property.',
    errors: [{ pointer: '/body/title' }, { pointer: '/body/titel' }],
  })
  expect((await owner.call('GET', '/todo/v1/todos/abc')).body['detail']).toBe(
    '/params/id must be a UUID in lower case.',
  )
  for (const [answer, status, code] of answers) {
    expect(answer).toMatchObject({ status, body: { status, code } })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  }
})
