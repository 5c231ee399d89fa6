import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SignedInUser, TEST_USER_PASSWORD, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { type VictimFamily, createVictimFamily } from '../../../test/support/victim-family.js'
import type { OpenApiDocument } from '../../services/http/api/open-api-document.js'

let under: TestServices
let victim: VictimFamily
let stranger: SignedInUser
beforeAll(async () => {
  under = await startTestServices()
  victim = await createVictimFamily(under.gateway)
  stranger = await createTestUser(under.gateway, 'The Strangers')
})
afterAll(async () => under[Symbol.asyncDispose]())

/** What a stranger sends to reach into the victims' family, by operation. */
function createBodies(): Readonly<Record<string, unknown>> {
  return {
    updateTodo: { title: 'Mine' },
    updateExpense: { amount: '1.00' },
    updateBudget: { limit: '1.00' },
    updateFamily: { name: 'Mine' },
    createInvitation: { email: stranger.email, role: 'adult' },
    updateMember: { role: 'child' },
  }
}

function toVictimPath(path: string): string {
  const location = path.split('/')[3] ?? ''
  const id = {
    todos: victim.todoId,
    expenses: victim.expenseId,
    budgets: victim.budgetId,
    invitations: victim.invitationId,
  }[location]
  const own = location === 'users' ? victim.member.id : victim.owner.familyId
  return path
    .replace('{id}', id ?? own)
    .replace('{user_id}', victim.member.id)
    .replace('{invitation_id}', victim.invitationId)
}

test('every route with an id refuses another family, and changes nothing', async () => {
  const before = await victim.readAll()
  const { body } = await stranger.call('GET', '/openapi.json')
  const { paths } = body as unknown as OpenApiDocument
  const tried: string[] = []
  for (const [path, operations] of Object.entries(paths).filter(([path]) => path.includes('{'))) {
    for (const [method, operation] of Object.entries(operations)) {
      const { operationId } = operation as { readonly operationId: string }
      const answer = await stranger.call(
        method.toUpperCase(),
        toVictimPath(path),
        createBodies()[operationId],
      )
      expect([operationId, answer.status, answer.body['code']]).toEqual([operationId, 404, 'NOT_FOUND'])
      // It does not tell what it did not show.
      expect(JSON.stringify(answer.body)).not.toMatch(/Ours|The Victims|12\.50/)
      tried.push(operationId)
    }
  }
  expect(tried.length).toBeGreaterThan(15)
  expect(await victim.readAll()).toEqual(before)
})

test('lists, reports and searches show nothing of another family, whatever they are asked for', async () => {
  const { owner, member } = victim
  const empty: readonly string[] = [
    '/todo/v1/todos?tag=ours',
    `/todo/v1/todos?owner=${owner.id}`,
    `/todo/v1/todos?assigned_to=${member.id}`,
    '/todo/v1/todos?due_date=9999-12-31',
    `/budget/v1/expenses?user_id=${owner.id}`,
    '/budget/v1/expenses/near?longitude=1&latitude=1&radius=1000000',
    '/budget/v1/budgets',
  ]
  for (const path of empty) {
    const answer = await stranger.call('GET', path)
    expect([path, answer.status, answer.body['items'] ?? []]).toEqual([path, expect.any(Number), []])
    expect([200, 404]).toContain(answer.status)
  }
  const report = await stranger.call('GET', `/budget/v1/reports/monthly?month=2024-10&user_id=${owner.id}`)
  expect(report.body['currencies'] ?? []).toEqual([])
})

test('a cursor of one family is worth nothing in another', async () => {
  for (const title of ['a', 'b']) await victim.owner.call('POST', '/todo/v1/todos', { title })
  const { body } = await victim.owner.call('GET', '/todo/v1/todos?limit=1')
  const answer = await stranger.call('GET', `/todo/v1/todos?limit=1&cursor=${body['next_cursor']}`)
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } })
})

test('nothing can be made in, moved to or assigned into another family', async () => {
  const before = await victim.readAll()
  const attempts: readonly (readonly [string, string, unknown])[] = [
    ['POST', '/todo/v1/todos', { title: 'x', owner: victim.owner.id }],
    ['POST', '/todo/v1/todos', { title: 'x', assigned_to: victim.member.id }],
    ['POST', '/todo/v1/todos', { title: 'x', family_id: victim.owner.familyId }],
    [
      'POST',
      '/budget/v1/expenses',
      { amount: '1', currency: 'USD', category: { primary: 'travel' }, family_id: victim.owner.familyId },
    ],
    [
      'POST',
      '/budget/v1/expenses',
      { amount: '1', currency: 'USD', category: { primary: 'travel' }, user_id: victim.owner.id },
    ],
    [
      'POST',
      `/identity/v1/families/${victim.owner.familyId}/invitations`,
      { email: stranger.email, role: 'adult' },
    ],
    ['PATCH', '/identity/v1/users/me', { family_id: victim.owner.familyId }],
    ['PATCH', '/identity/v1/users/me', { role: 'owner', current_password: TEST_USER_PASSWORD }],
  ]
  for (const [method, path, body] of attempts) {
    const answer = await stranger.call(method, path, body)
    expect([path, JSON.stringify(body), answer.status]).toEqual([
      path,
      JSON.stringify(body),
      expect.toSatisfy((n: number) => n === 400 || n === 404),
    ])
  }
  const own = await stranger.call('POST', '/todo/v1/todos', { title: 'Mine' })
  const moved = await stranger.call('PATCH', `/todo/v1/todos/${own.body['id']}`, { owner: victim.owner.id })
  expect(moved.status).toBe(404)
  expect(await victim.readAll()).toEqual(before)
})

test('tokens that nobody signed, or for somebody else, are refused', async () => {
  const [header = '', payload = '', signature = ''] = victim.owner.token.split('.')
  const forged = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: randomUUID() }
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const tokens = [
    `${header}.${encode(forged)}.${signature}`,
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${payload}.${signature}`,
    victim.owner.refreshToken,
  ]
  for (const token of tokens) {
    const response = await fetch(`${under.gateway}/todo/v1/todos`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(response.status).toBe(401)
  }
})
