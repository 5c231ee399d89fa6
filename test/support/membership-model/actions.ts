import { randomUUID } from 'node:crypto'
import { createTestUser, TEST_USER_PASSWORD } from '../api-caller.js'
import { chooseGateway, expectCreated, isUnknown, request, requestUntilAnswered } from './model-requests.js'
import {
  type Action,
  chooseUser,
  MAX_USERS,
  type ModelState,
  type ModelUser,
  toModelUser,
} from './model-state.js'

export type ActionName = keyof typeof ACTIONS

export const ACTIONS = {
  async todo(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const assignee = state.users[action.other]
    const known = assignee !== undefined && assignee.family !== undefined && assignee.family === user.family
    const body = {
      title: 'Model',
      ...(known && action.user % 2 === 0 ? { assigned_to: assignee.user.id } : {}),
    }
    const reply = await requestUntilAnswered(state, token, '/todo/v1/todos', body, randomUUID())
    // The user directory may not know the assignee's family yet.
    await expectCreated(state, user, current && !('assigned_to' in body), reply)
  },
  async expense(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const key = `${user.user.id} ${user.family} ${action.other}`.replaceAll(' ', '-')
    const body = {
      amount: action.other % 2 === 0 ? '612.50' : '5.00',
      currency: 'USD',
      category: { primary: 'travel' },
    }
    const reply = await requestUntilAnswered(state, token, '/budget/v1/expenses', body, key)
    if (reply.status === 409) return
    if (reply.status === 201) {
      const id = String(reply.body['id'])
      if ((state.expenses.get(key) ?? id) !== id) throw new Error(`The key ${key} has created two expenses.`)
      state.expenses.set(key, id)
    }
    await expectCreated(state, user, current && user.family !== undefined, reply)
  },
  async budget(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const body = { category: 'travel', month: createMonth(), limit: '5.00', currency: 'USD' }
    const reply = await requestUntilAnswered(state, token, '/budget/v1/budgets', body, randomUUID())
    await expectCreated(state, user, current && user.family !== undefined && user.role !== 'child', reply)
  },
  async category(state, action) {
    const { token } = chooseUser(state, action)
    // Used, if it exists, and removed at the same time.
    const primary = `model_${action.other % 2}`
    const body = { amount: '5.00', currency: 'USD', category: { primary } }
    await request(state, token, 'POST', '/budget/v1/categories', {
      id: primary,
      label: 'M',
      subcategories: [],
    })
    await Promise.all([
      request(state, token, 'POST', '/budget/v1/expenses', body),
      request(state, token, 'DELETE', `/budget/v1/categories/${primary}`),
    ])
  },
  async changeRole(state, action) {
    const { user } = chooseUser(state, action)
    const owner = findOwner(state, user.family)
    if (owner === undefined || owner === user) return
    const role = action.other % 2 === 0 ? 'child' : 'adult'
    const path = `/identity/v1/families/${user.family}/members/${user.user.id}`
    await request(state, owner.tokens.at(-1), 'PATCH', path, { role })
  },
  async register(state) {
    if (state.users.length >= MAX_USERS) return
    const created = await createTestUser(chooseGateway(state), null).catch((error: unknown) => {
      if (state.stack.disturbances.count === 0) throw error
    })
    if (created !== undefined) state.users.push(toModelUser(created))
  },
  async invite(state, action) {
    const { user } = chooseUser(state, action)
    const owner = state.users[action.other % 2]
    if (owner?.owns === undefined) return
    const path = `/identity/v1/families/${owner.owns}/invitations`
    const body = { email: user.user.email, role: action.stale ? 'child' : 'adult' }
    const invited = await request(state, owner.tokens.at(-1), 'POST', path, body)
    if (invited.status === 201)
      state.invitations.push({ id: String(invited.body['id']), family: owner.owns, user })
  },
  async answerInvitation(state, action) {
    const invitation = state.invitations.shift()
    if (invitation === undefined) return
    const { id, family, user } = invitation
    const answer = `/identity/v1/invitations/${id}/${action.stale ? 'decline' : 'accept'}`
    if (action.other > 0) await request(state, user.tokens.at(-1), 'POST', answer)
    else {
      const path = `/identity/v1/families/${family}/invitations/${id}`
      const owner = state.users.find(({ owns }) => owns === family)
      await request(state, owner?.tokens.at(-1), 'DELETE', path)
    }
  },
  async signOut(state, action) {
    const { user } = chooseUser(state, action)
    const body = { refresh_token: user.refreshToken }
    const revoked = await request(state, undefined, 'POST', '/identity/v1/sessions/revoke', body)
    const refreshed = await request(state, undefined, 'POST', '/identity/v1/sessions/refresh', body)
    if (revoked.status === 204 && refreshed.status !== 401 && !isUnknown(refreshed))
      throw new Error(`A revoked refresh token was answered ${refreshed.status}.`)
    if (user.deleted) return
    const credentials = { email: user.user.email, password: TEST_USER_PASSWORD }
    const session = await request(state, undefined, 'POST', '/identity/v1/sessions', credentials)
    if (session.status !== 201) return
    user.refreshToken = String(session.body['refresh_token'])
    user.tokens.push(String(session.body['access_token']))
  },
  async join(state, action) {
    const { user } = chooseUser(state, action)
    const owner = state.users[action.other % 2]
    if (owner?.owns === undefined || user.family !== undefined || user.owns !== undefined || user.deleted)
      return
    const path = `/identity/v1/families/${owner.owns}/invitations`
    const body = { email: user.user.email, role: 'adult' }
    const invited = await request(state, owner.tokens.at(-1), 'POST', path, body)
    if (invited.status !== 201) return
    const accept = `/identity/v1/invitations/${invited.body['id']}/accept`
    const joined = await request(state, user.tokens.at(-1), 'POST', accept)
    if (joined.status === 200) user.family = owner.owns
  },
  async leave(state, action) {
    const { user, token } = chooseUser(state, action)
    await endMembership(state, user, token)
  },
  async remove(state, action) {
    const { user } = chooseUser(state, action)
    await endMembership(state, user, findOwner(state, user.family)?.tokens.at(-1))
  },
  async deleteAccount(state, action) {
    const { user, token } = chooseUser(state, action)
    if (user.owns !== undefined) return
    const reply = await request(state, token, 'DELETE', '/identity/v1/users/me')
    if (reply.status !== 204) return
    user.family = undefined
    user.deleted = true
  },
  async deleteFamily(state, action) {
    const owner = state.users[action.other % 2]
    if (owner?.owns === undefined || owner.family === undefined || action.other < 3) return
    const path = `/identity/v1/families/${owner.owns}`
    const reply = await request(state, owner.tokens.at(-1), 'DELETE', path)
    if (reply.status === 202 || isUnknown(reply)) state.deletedFamilies.add(owner.owns)
  },
  async refresh(state, action) {
    const { user } = chooseUser(state, action)
    const body = { refresh_token: user.refreshToken }
    const reply = await request(state, undefined, 'POST', '/identity/v1/sessions/refresh', body)
    if (reply.status !== 200) return
    user.refreshToken = String(reply.body['refresh_token'])
    user.tokens.push(String(reply.body['access_token']))
  },
  // These do not wait: the next actions meet the component while it is stopped.
  stall: async ({ stack }, { user, other }) => stack.disturbances.stall(user, other),
  kill: async ({ stack }, { user }) => stack.disturbances.kill(user),
} satisfies Readonly<Record<string, (state: ModelState, action: Action) => Promise<void>>>

function findOwner(state: ModelState, family: string | undefined): ModelUser | undefined {
  return state.users.find(({ owns }) => owns !== undefined && owns === family)
}

async function endMembership(state: ModelState, user: ModelUser, token: string | undefined): Promise<void> {
  if (user.family === undefined || user.owns !== undefined) return
  const path = `/identity/v1/families/${user.family}/members/${user.user.id}`
  const reply = await request(state, token, 'DELETE', path)
  if (reply.status === 204) user.family = undefined
}

let month = 0
function createMonth(): string {
  month++
  return `${2000 + (Math.floor(month / 12) % 100)}-${String(1 + (month % 12)).padStart(2, '0')}`
}
