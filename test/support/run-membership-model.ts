import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { composeEventProcessing } from '../../src/app/events/compose-event-processing.js'
import type { EventEnvelope } from '../../src/domain/event-envelope.js'
import { countDeadLetters } from '../../src/events/dead-letters.js'
import { startServices } from '../../src/app/services/start-services.js'
import { startEventProcessing } from '../../src/events/start-event-processing.js'
import { createOutboxStores } from '../../src/stores/create-outbox-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import {
  type ApiResponse,
  createApiCaller,
  createTestUser,
  type SignedInUser,
  TEST_USER_PASSWORD,
} from './api-caller.js'
import { startTestServices } from './test-services.js'
import { waitUntil } from './wait-until.js'

/** One user of the model. Two own a family from the start, the others join and leave. */
interface ModelUser {
  readonly user: SignedInUser
  readonly owns: string | undefined
  refreshToken: string
  /** All access tokens, the newest last. */
  readonly tokens: string[]
  family: string | undefined
  role: string | undefined
  deleted: boolean
}

interface ModelState {
  /** Of two service hosts, whose clocks differ. Requests go to them in turn. */
  readonly gateways: readonly string[]
  requests: number
  readonly users: ModelUser[]
  /** Answers to expenses by their key. */
  readonly expenses: Map<string, string>
  readonly deletedFamilies: Set<string>
  /** Pending invitations, as far as the model knows: their family and the user. */
  readonly invitations: { readonly id: string; readonly family: string; readonly user: ModelUser }[]
  /** Of the users that exist, before the current group of actions. */
  versions: ReadonlyMap<string, number>
  /** Whether the current group has only one action, whose answer is then known. */
  alone: boolean
}

/** An action with the numbers that choose a user, a family, a token or a key. */
interface Action {
  readonly name: keyof typeof ACTIONS
  readonly user: number
  readonly other: number
  /** Whether the oldest token is used, as by a client that does not know of a change. */
  readonly stale: boolean
}

/** What a request may be answered when others run at the same time. */
const RACING_STATUSES: ReadonlySet<number> = new Set([200, 201, 202, 204, 401, 403, 404, 409, 410, 422])

type Handlers = ReturnType<typeof composeEventProcessing>['handlers']

const MAX_USERS = 7
/** A sequence mostly waits for answers and events. */
const CONCURRENT_SEQUENCES = 10
/** How far the clock of the second host is ahead. */
const CLOCK_SKEW_MS = 115_000

const ACTIONS = {
  async todo(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const assignee = state.users[action.other]
    const known = assignee !== undefined && assignee.family !== undefined && assignee.family === user.family
    const body = {
      title: 'Model',
      ...(known && action.user % 2 === 0 ? { assigned_to: assignee.user.id } : {}),
    }
    const reply = await request(state, token, 'POST', '/todo/v1/todos', body)
    // The user directory may not know the assignee's family yet.
    expectCreated(state, user, current && !('assigned_to' in body), reply)
  },
  async expense(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const key = `${user.user.id} ${user.family} ${action.other}`.replaceAll(' ', '-')
    const body = {
      amount: action.other % 2 === 0 ? '612.50' : '5.00',
      currency: 'USD',
      category: { primary: 'travel' },
    }
    const headers = { 'idempotency-key': key }
    const reply = await request(state, token, 'POST', '/budget/v1/expenses', body, headers)
    if (reply.status === 409) return
    if (reply.status === 201) {
      const id = String(reply.body['id'])
      if ((state.expenses.get(key) ?? id) !== id) throw new Error(`The key ${key} has created two expenses.`)
      state.expenses.set(key, id)
    }
    expectCreated(state, user, current && user.family !== undefined, reply)
  },
  async budget(state, action) {
    const { user, current, token } = chooseUser(state, action)
    const body = { category: 'travel', month: createMonth(), limit: '5.00', currency: 'USD' }
    const reply = await request(state, token, 'POST', '/budget/v1/budgets', body)
    expectCreated(state, user, current && user.family !== undefined && user.role !== 'child', reply)
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
    const owner = state.users.find(({ owns }) => owns !== undefined && owns === user.family)
    if (owner === undefined || owner === user) return
    const role = action.other % 2 === 0 ? 'child' : 'adult'
    const path = `/identity/v1/families/${user.family}/members/${user.user.id}`
    await request(state, owner.tokens.at(-1) ?? '', 'PATCH', path, { role })
  },
  async register(state) {
    if (state.users.length >= MAX_USERS) return
    state.users.push(toModelUser(await createTestUser(chooseGateway(state), null)))
  },
  async invite(state, action) {
    const { user } = chooseUser(state, action)
    const owner = state.users[action.other % 2]
    if (owner?.owns === undefined) return
    const path = `/identity/v1/families/${owner.owns}/invitations`
    const body = { email: user.user.email, role: action.stale ? 'child' : 'adult' }
    const invited = await request(state, owner.tokens.at(-1) ?? '', 'POST', path, body)
    if (invited.status === 201)
      state.invitations.push({ id: String(invited.body['id']), family: owner.owns, user })
  },
  async answerInvitation(state, action) {
    const invitation = state.invitations.shift()
    if (invitation === undefined) return
    const { id, family, user } = invitation
    const owner = state.users.find(({ owns }) => owns === family)
    const own = user.tokens.at(-1) ?? ''
    if (action.other === 0)
      await request(
        state,
        owner?.tokens.at(-1) ?? '',
        'DELETE',
        `/identity/v1/families/${family}/invitations/${id}`,
      )
    else
      await request(
        state,
        own,
        'POST',
        `/identity/v1/invitations/${id}/${action.stale ? 'decline' : 'accept'}`,
      )
  },
  async signOut(state, action) {
    const { user } = chooseUser(state, action)
    const call = createApiCaller(chooseGateway(state))
    const body = { refresh_token: user.refreshToken }
    const revoked = await call('POST', '/identity/v1/sessions/revoke', body)
    const refreshed = await call('POST', '/identity/v1/sessions/refresh', body)
    if (revoked.status === 204 && refreshed.status !== 401)
      throw new Error(`A revoked refresh token was answered ${refreshed.status}.`)
    if (user.deleted) return
    const credentials = { email: user.user.email, password: TEST_USER_PASSWORD }
    const session = await call('POST', '/identity/v1/sessions', credentials)
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
    const invited = await request(state, owner.tokens.at(-1) ?? '', 'POST', path, body)
    if (invited.status !== 201) return
    const accept = `/identity/v1/invitations/${invited.body['id']}/accept`
    const joined = await request(state, user.tokens.at(-1) ?? '', 'POST', accept)
    if (joined.status < 300) user.family = owner.owns
  },
  async leave(state, action) {
    const { user, token } = chooseUser(state, action)
    await endMembership(state, user, token)
  },
  async remove(state, action) {
    const { user } = chooseUser(state, action)
    const owner = state.users.find(({ owns }) => owns !== undefined && owns === user.family)
    await endMembership(state, user, owner?.tokens.at(-1) ?? '')
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
    const reply = await request(state, owner.tokens.at(-1) ?? '', 'DELETE', path)
    if (reply.status !== 202) return
    state.deletedFamilies.add(owner.owns)
  },
  async refresh(state, action) {
    const { user } = chooseUser(state, action)
    const body = { refresh_token: user.refreshToken }
    const reply = await createApiCaller(chooseGateway(state))('POST', '/identity/v1/sessions/refresh', body)
    if (reply.status !== 200) return
    user.refreshToken = String(reply.body['refresh_token'])
    user.tokens.push(String(reply.body['access_token']))
  },
} satisfies Readonly<Record<string, (state: ModelState, action: Action) => Promise<void>>>

const NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]

/**
 * Runs sequences of actions of a model against two hosts of the services whose clocks differ, with actions at the same time,
 * tokens of former memberships, and old events that are delivered again. Several sequences run at the same time, each with its own
 * users and families. After them the stores must agree, and no such token may be accepted.
 */
export async function runMembershipModel(sequences: number): Promise<void> {
  await using under = await startTestServices()
  const { stores, dataDirectory } = under
  await using second = await startServices({
    stores,
    ports: { gateway: 0, identity: 0, todo: 0, budget: 0 },
    dataDirectory,
    passwordHashing: 'fast',
    clock: { now: () => new Date(Date.now() + CLOCK_SKEW_MS) },
    onWrite: undefined,
  })
  const composition = composeEventProcessing(stores)
  await using _processing = await startEventProcessing({ stores, ...composition, idleMs: 100 })
  const action = fc.record({
    name: fc.constantFrom(...NAMES),
    user: fc.nat({ max: MAX_USERS - 1 }),
    other: fc.nat({ max: 4 }),
    stale: fc.boolean(),
  })
  const groups = fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 })
  const concurrent = Math.min(CONCURRENT_SEQUENCES, sequences)
  await fc.assert(
    fc.asyncProperty(
      fc.array(groups, { minLength: concurrent, maxLength: concurrent }),
      async (concurrentSequences) => {
        const gateways = [under.gateway, second.urls.gateway]
        const states = await Promise.all(
          concurrentSequences.map(async (sequence) => {
            const state = await createState(gateways)
            for (const group of sequence) await runGroup(stores, state, group, composition.handlers)
            return state
          }),
        )
        await waitForDelivery(stores)
        await sleep(1000)
        for (const state of states) await expectOutdatedTokensRejected(stores, state)
        await waitForDelivery(stores)
        await expectAgreement(stores)
      },
    ),
    { numRuns: Math.ceil(sequences / concurrent), endOnFailure: true },
  )
}

/** Runs actions at the same time, then delivers old events again. */
async function runGroup(
  stores: Stores,
  state: ModelState,
  group: readonly Action[],
  handlers: Handlers,
): Promise<void> {
  state.versions = await readVersions(stores, state)
  state.alone = group.length === 1
  await Promise.all(group.map(async (each) => ACTIONS[each.name](state, each)))
  await redeliverOldEvents(stores, state, handlers)
}

async function createState(gateways: readonly string[]): Promise<ModelState> {
  const [gateway = ''] = gateways
  const families = ['The Rivers', 'The Lakes', null, null, null]
  const users = await Promise.all(families.map(async (family) => createTestUser(gateway, family)))
  return {
    gateways,
    requests: 0,
    users: users.map(toModelUser),
    invitations: [],
    expenses: new Map(),
    deletedFamilies: new Set(),
    versions: new Map(),
    alone: true,
  }
}

function chooseGateway(state: ModelState): string {
  return state.gateways[state.requests++ % state.gateways.length] ?? ''
}

function toModelUser(user: SignedInUser): ModelUser {
  const family = user.familyId === '' ? undefined : user.familyId
  return {
    user,
    owns: family,
    family,
    role: family === undefined ? undefined : 'owner',
    refreshToken: user.refreshToken,
    tokens: [user.token],
    deleted: false,
  }
}

function chooseUser(
  { users, versions }: ModelState,
  action: Action,
): { readonly user: ModelUser; readonly token: string; readonly current: boolean } {
  const user = users[action.user % users.length]
  if (user === undefined) throw new Error('The model has no users.')
  const token = user.tokens[action.stale ? 0 : user.tokens.length - 1] ?? ''
  return { user, token, current: getTokenVersion(token) === versions.get(user.user.id) }
}

async function request(
  state: ModelState,
  token: string,
  ...call: Parameters<ReturnType<typeof createApiCaller>>
): Promise<ApiResponse> {
  const reply = await createApiCaller(chooseGateway(state), token)(...call)
  if (!RACING_STATUSES.has(reply.status))
    throw new Error(`${call[0]} ${call[1]} returned ${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply
}

/** The answer is known if nothing else runs. An outdated token may be accepted for a moment; see below. */
function expectCreated(state: ModelState, user: ModelUser, allowed: boolean, reply: ApiResponse): void {
  const deleting = [...state.deletedFamilies].some((family) => family === user.family)
  if (state.alone && allowed && !deleting && reply.status !== 201)
    throw new Error(`A current member got ${reply.status}: ${JSON.stringify(reply.body)}`)
}

async function endMembership(state: ModelState, user: ModelUser, token: string): Promise<void> {
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

/** Delivers events of the users and families again, the newest first. */
async function redeliverOldEvents(stores: Stores, { users }: ModelState, handlers: Handlers): Promise<void> {
  const { rows } = await stores.postgres.pool.query<{ envelope: EventEnvelope }>(
    `SELECT envelope FROM platform.event_log
     WHERE (subject = ANY($1) AND type LIKE 'identity.user.%') OR (envelope ->> 'familyid' = ANY($2) AND type LIKE 'budget.%')
     ORDER BY position DESC LIMIT 10`,
    [users.map(({ user }) => user.id), users.map(({ owns }) => owns ?? '')],
  )
  for (const { envelope } of rows) {
    for (const handler of handlers.filter(({ types }) => types.some((type) => type === envelope.type)))
      // A conflict with the consumer that runs at the same time is retried there.
      await handler.handle(envelope).catch(() => {})
  }
}

async function readVersions(stores: Stores, { users }: ModelState): Promise<ReadonlyMap<string, number>> {
  const { rows } = await stores.postgres.pool.query<{
    id: string
    family_id: string | null
    role: string | null
    membership_version: number
  }>(
    `SELECT u.id, u.family_id, m.role, u.membership_version FROM users u
     LEFT JOIN family_members m ON m.user_id = u.id WHERE u.id = ANY($1)`,
    [users.map(({ user }) => user.id)],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  // A saga ends the memberships of a deleted family.
  for (const each of users) {
    each.family = byId.get(each.user.id)?.family_id ?? undefined
    each.role = byId.get(each.user.id)?.role ?? undefined
  }
  return new Map(rows.map((row) => [row.id, row.membership_version]))
}

function getTokenVersion(token: string): number {
  const [, payload = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { membership_version: number }
  return claims.membership_version
}

async function expectOutdatedTokensRejected(stores: Stores, state: ModelState): Promise<void> {
  const versions = await readVersions(stores, state)
  for (const user of state.users) {
    const version = versions.get(user.user.id) ?? Infinity
    for (const token of user.tokens.filter((each) => getTokenVersion(each) < version)) {
      const replies = [
        await request(state, token, 'GET', '/todo/v1/todos'),
        await request(state, token, 'POST', '/todo/v1/todos', { title: 'Late' }),
        await request(state, token, 'POST', '/budget/v1/expenses', {
          amount: '5.00',
          currency: 'USD',
          category: { primary: 'travel' },
        }),
      ]
      const statuses = replies.map(({ status }) => status)
      if (statuses.some((status) => status !== 401))
        throw new Error(`A token of a former membership was answered ${statuses.join(', ')}.`)
    }
  }
}

/** Waits until the outboxes are empty, the consumers have reached the end of the log, and no saga runs. */
async function waitForDelivery(stores: Stores): Promise<void> {
  const outboxes = await createOutboxStores(stores)
  await waitUntil(async () => {
    const backlogs = await Promise.all(outboxes.map(async (outbox) => outbox.getBacklog()))
    const { rows } = await stores.postgres.pool.query<{ done: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM platform.consumer_offsets
         WHERE position < (SELECT coalesce(max(position), 0) FROM platform.event_log))
       AND NOT EXISTS (SELECT FROM platform.sagas WHERE state IN ('running', 'compensating')) AS done`,
    )
    return backlogs.every(({ count }) => count === 0) && rows[0]?.done === true
  }, 60_000)
}

async function expectAgreement(stores: Stores): Promise<void> {
  const report = await verifyStores(stores, { dataset: false, signal: new AbortController().signal })
  const dead = await countDeadLetters(stores.postgres.pool)
  const problems = [
    ...report.items.map(({ invariant, message }) => `${invariant}: ${message}`),
    ...(dead === 0 ? [] : [`${dead} dead letters`]),
  ]
  if (problems.length > 0) throw new Error(`The stores do not agree: ${problems.slice(0, 5).join(' | ')}`)
}
