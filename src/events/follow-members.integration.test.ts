import { expect, test } from 'vitest'
import { callerOf, familyMember, registered } from '../../test/support/api-caller.js'
import { runningServices } from '../../test/support/running-services.js'
import { until } from '../../test/support/until.js'
import { verifyStores } from '../seeding/verify-stores.js'
import { startEventing } from './start-eventing.js'

const EXPENSE = { amount: '612.50', currency: 'USD', category: { primary: 'travel' } }

test('joining, leaving and deleting an account leave three stores that agree', async () => {
  await using under = await runningServices()
  const { stores, gateway } = under
  await using _eventing = await startEventing({ stores, idleMs: 100 })
  const owner = await registered(gateway)
  const loner = await registered(gateway, null)
  expect((await loner.call('POST', '/todo/v1/todos', { title: 'Before' })).status).toBe(201)
  const founder = await registered(gateway, null)
  await founder.call('POST', '/todo/v1/todos', { title: 'Alone' })
  await founder.call('POST', '/identity/v1/families', { name: 'The Founders' })
  const [leaver, goner] = [await familyMember(gateway, owner), await familyMember(gateway, owner)]
  await owner.call('POST', `/identity/v1/families/${owner.familyId}/members`, {
    email: loner.email,
    role: 'child',
  })
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
    (await verifyStores(stores, { world: false, signal: new AbortController().signal })).violations.map(
      ({ message }) => message,
    )
  await until(async () => (await violations()).length === 0, 20_000).catch(() => {})
  expect(await violations()).toEqual([])
  const spent = await owner.call('GET', '/budget/v1/expenses')
  expect(spent.body['items']).toMatchObject([{ user_id: owner.id }, { user_id: owner.id }])
  const fresh = await callerOf(gateway)('POST', '/identity/v1/sessions', {
    email: loner.email,
    password: 'correct horse battery staple',
  })
  const list = await callerOf(gateway, fresh.body['access_token'])('GET', '/todo/v1/todos')
  expect(list.body['items']).toEqual(expect.arrayContaining([expect.objectContaining({ title: 'Before' })]))
})
