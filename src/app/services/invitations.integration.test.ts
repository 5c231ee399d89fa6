import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type ApiResponse,
  createApiCaller,
  createTestFamilyMember,
  createTestUser,
  type SignedInUser,
  TEST_USER_PASSWORD,
} from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

const invite = async (owner: SignedInUser, email: string, role = 'adult'): Promise<ApiResponse> =>
  owner.call('POST', `/identity/v1/families/${owner.familyId}/invitations`, { email, role })
const accept = async (user: SignedInUser, id: unknown): Promise<ApiResponse> =>
  user.call('POST', `/identity/v1/invitations/${String(id)}/accept`)
const revoke = async (owner: SignedInUser, id: unknown): Promise<ApiResponse> =>
  owner.call('DELETE', `/identity/v1/families/${owner.familyId}/invitations/${String(id)}`)

test('nobody becomes a member by the request of somebody else', async () => {
  const owner = await createTestUser(under.gateway)
  const user = await createTestUser(under.gateway, null)
  const added = await owner.call('POST', `/identity/v1/families/${owner.familyId}/members`, {
    email: user.email,
    role: 'child',
  })
  expect([added.status, added.body['code']]).toEqual([410, 'INVITATION_REQUIRED'])
  expect((await invite(owner, user.email)).status).toBe(201)
  expect((await user.call('GET', '/identity/v1/users/me')).body['family_id']).toBeNull()
})

test('an invitation is for one email address, also if it is registered later', async () => {
  const owner = await createTestUser(under.gateway)
  const email = `Guest-${randomUUID()}@example.com`
  const { body: invitation } = await invite(owner, email, 'child')
  const registered = await createApiCaller(under.gateway)('POST', '/identity/v1/register', {
    email: email.toLowerCase(),
    password: TEST_USER_PASSWORD,
    display_name: 'Guest',
  })
  const call = createApiCaller(under.gateway, registered.body['access_token'])
  expect((await call('GET', '/identity/v1/invitations')).body['items']).toMatchObject([
    { id: invitation['id'], family_name: 'The Rivers', role: 'child' },
  ])
  const joined = await call('POST', `/identity/v1/invitations/${invitation['id']}/accept`)
  expect([joined.status, joined.body['role']]).toEqual([200, 'child'])
})

test('an invitation that was replaced or has expired, or whose family was deleted, cannot be accepted', async () => {
  const owner = await createTestUser(under.gateway)
  const user = await createTestUser(under.gateway, null)
  const first = await invite(owner, user.email)
  const second = await invite(owner, user.email.toUpperCase(), 'child')
  expect((await accept(user, first.body['id'])).status).toBe(404)
  const { pool } = under.stores.postgres
  await pool.query('UPDATE invitations SET expires_at = now() WHERE id = $1', [second.body['id']])
  const late = await accept(user, second.body['id'])
  expect([late.status, late.body['code']]).toEqual([410, 'INVITATION_EXPIRED'])
  expect((await user.call('GET', '/identity/v1/invitations')).body['items']).toEqual([])
  const third = await invite(owner, user.email)
  await pool.query('UPDATE users SET family_id = NULL WHERE family_id = $1', [owner.familyId])
  await pool.query('DELETE FROM families WHERE id = $1', [owner.familyId])
  expect((await accept(user, third.body['id'])).status).toBe(404)
})

test('of the acceptances of two invitations, and of acceptance and revocation, one happens', async () => {
  const owners = [await createTestUser(under.gateway), await createTestUser(under.gateway)] as const
  for (let round = 0; round < 5; round++) {
    const user = await createTestUser(under.gateway, null)
    const invitations = await Promise.all(owners.map(async (owner) => invite(owner, user.email)))
    const joined = await Promise.all(invitations.map(async ({ body }) => accept(user, body['id'])))
    // The second one has an outdated token or finds a member.
    expect(joined.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(joined.filter(({ status }) => status === 401 || status === 409)).toHaveLength(1)

    const guest = await createTestUser(under.gateway, null)
    const { body } = await invite(owners[0], guest.email)
    const [accepted, revoked] = await Promise.all([accept(guest, body['id']), revoke(owners[0], body['id'])])
    expect([accepted.status, revoked.status]).toEqual(accepted.status === 200 ? [200, 404] : [404, 204])
  }
})

test('the number of pending invitations is limited, and only the owner sees them', async () => {
  const owner = await createTestUser(under.gateway)
  const member = await createTestFamilyMember(under.gateway, owner)
  for (let n = 0; n < 50; n++) expect((await invite(owner, `${randomUUID()}@example.com`)).status).toBe(201)
  const refused = await invite(owner, 'one-more@example.com')
  expect([refused.status, refused.body['code']]).toEqual([409, 'TOO_MANY_INVITATIONS'])
  const path = `/identity/v1/families/${owner.familyId}/invitations`
  const { items } = (await owner.call('GET', path)).body
  expect(items).toHaveLength(50)
  expect((await member.call('GET', path)).status).toBe(403)
  expect((await member.call('POST', path, { email: 'x@example.com', role: 'adult' })).status).toBe(403)
  expect((await revoke(owner, items[0].id)).status).toBe(204)
  expect((await invite(owner, 'one-more@example.com')).status).toBe(201)
})
