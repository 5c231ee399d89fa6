import { expect, test } from 'vitest'
import {
  createApiCaller,
  createTestFamilyMember,
  createTestUser,
  joinTestFamily,
} from '../../test/support/api-caller.js'
import { startTestServices } from '../../test/support/test-services.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { verifyStores } from '../verify/verify-stores.js'
import { composeEventProcessing } from '../app/events/compose-event-processing.js'
import { startEventProcessing } from './start-event-processing.js'

const EXPENSE = { amount: '612.50', currency: 'USD', category: { primary: 'travel' } }

test('joining, leaving and deleting an account leave three stores that agree', async () => {
  await using under = await startTestServices()
  const { stores, gateway } = under
  await using _eventing = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 100,
  })
  const owner = await createTestUser(gateway)
  const loner = await createTestUser(gateway, null)
  expect((await loner.call('POST', '/todo/v1/todos', { title: 'Before' })).status).toBe(201)
  const founder = await createTestUser(gateway, null)
  await founder.call('POST', '/todo/v1/todos', { title: 'Alone' })
  await founder.call('POST', '/identity/v1/families', { name: 'The Founders' })
  const [leaver, goner] = [
    await createTestFamilyMember(gateway, owner),
    await createTestFamilyMember(gateway, owner),
  ]
  await joinTestFamily(owner, loner, 'adult')
  for (const member of [leaver, goner]) {
    await member.call('POST', '/todo/v1/todos', { title: 'Theirs', assigned_to: owner.id })
    await owner.call('POST', '/todo/v1/todos', { title: 'For them', assigned_to: member.id })
    expect((await member.call('POST', '/budget/v1/expenses', EXPENSE)).status).toBe(201)
  }
  expect(
    (await owner.call('DELETE', `/identity/v1/families/${owner.familyId}/members/${leaver.id}`)).status,
  ).toBe(204)
  expect((await goner.call('DELETE', '/identity/v1/users/me')).status).toBe(204)

  const violations = async (): Promise<readonly string[]> =>
    (await verifyStores(stores, { dataset: false, signal: new AbortController().signal })).items.map(
      ({ message }) => message,
    )
  await waitUntil(async () => (await violations()).length === 0).catch(() => {})
  expect(await violations()).toEqual([])
  const spent = await owner.call('GET', '/budget/v1/expenses')
  expect(spent.body['items']).toMatchObject([{ user_id: owner.id }, { user_id: owner.id }])
  const fresh = await createApiCaller(gateway)('POST', '/identity/v1/sessions', {
    email: loner.email,
    password: 'correct horse battery staple',
  })
  const joined = createApiCaller(gateway, fresh.body['access_token'])
  const own = await joined('GET', `/todo/v1/todos?owner=${loner.id}`)
  expect(own.body['items']).toMatchObject([{ title: 'Before', family_id: null }])
  const [todo] = own.body['items']
  // Private todos stay private: neither the owner of the family nor anybody else gets them.
  for (const path of ['/todo/v1/todos', `/todo/v1/todos?owner=${loner.id}`]) {
    const seen = await owner.call('GET', path)
    expect(JSON.stringify(seen.body)).not.toContain(todo.id)
  }
  expect((await owner.call('DELETE', `/todo/v1/todos/${todo.id}`)).status).toBe(404)
  for (const change of [{ assigned_to: owner.id }, { owner: owner.id }])
    expect((await joined('PATCH', `/todo/v1/todos/${todo.id}`, change)).status).toBe(409)
  expect((await joined('PATCH', `/todo/v1/todos/${todo.id}`, { title: 'After' })).status).toBe(200)
  expect(await violations()).toEqual([])
})
