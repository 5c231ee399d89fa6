import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from '../services/http/api/operation.js'
import * as families from '../services/identity/api/family-operations.js'
import * as invitations from '../services/identity/api/invitation-operations.js'
import * as users from '../services/identity/api/identity-operations.js'
import { type ContractResponse, type ContractCaller, getField, type RawCall } from './contract-caller.js'
import { assertContract, assertEqual } from './contract-violation.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'
import { createRegistration, TEST_PASSWORDS } from './test-accounts.js'
import { getItems } from './todo-contract.js'

const {
  register,
  createSession,
  refreshSession,
  revokeSession,
  getMe,
  updateMe,
  deleteMe,
  getUser,
  getJwks,
} = users
const { removeMember, updateMember, listMembers, getFamily, updateFamily, createFamily } = families

const {
  createInvitation,
  listInvitations,
  revokeInvitation,
  listMyInvitations,
  acceptInvitation,
  declineInvitation,
} = invitations

const [TEST_PASSWORD, OTHER_PASSWORD] = TEST_PASSWORDS

const registerNewUser = async ({ owner }: TestUsers, family?: string): Promise<ContractResponse> =>
  owner.call(register, { body: createRegistration(family) })

const getAccessToken = (answer: ContractResponse): string => String(answer.field('access_token'))
const getUserField = (answer: ContractResponse, name: string): string =>
  String(getField(answer.field('user'), name))

const createCredentials = async (testUsers: TestUsers): Promise<RawCall> => {
  const made = await registerNewUser(testUsers)
  return { body: { email: getUserField(made, 'email'), password: TEST_PASSWORD } }
}
const createRefreshRequest = async (testUsers: TestUsers): Promise<RawCall> => ({
  body: { refresh_token: String((await registerNewUser(testUsers)).field('refresh_token')) },
})
/** A call by a new user, whose data may be deleted. */
const callAsNewUser = async (testUsers: TestUsers): Promise<RawCall> => ({
  token: getAccessToken(await registerNewUser(testUsers)),
})
const toFamilyParams = async ({ owner }: TestUsers): Promise<{ params: { id: string } }> => ({
  params: { id: owner.familyId },
})

/** An invitation to the owner's family for a new user. */
const inviteNewUser = async (
  testUsers: TestUsers,
): Promise<{
  readonly id: string
  readonly userId: string
  readonly token: string
  readonly refresh: string
}> => {
  const made = await registerNewUser(testUsers)
  const invited = await testUsers.owner.call(createInvitation, {
    params: { id: testUsers.owner.familyId },
    body: { email: getUserField(made, 'email'), role: 'adult' },
  })
  return {
    id: String(invited.field('id')),
    userId: getUserField(made, 'id'),
    token: getAccessToken(made),
    refresh: String(made.field('refresh_token')),
  }
}
/** A call about an invitation by the user who was invited. */
const answerInvitation = async (testUsers: TestUsers): Promise<RawCall & { params: { id: string } }> => {
  const { id, token } = await inviteNewUser(testUsers)
  return { params: { id }, token }
}

const addTestMember = async (testUsers: TestUsers): Promise<{ params: { id: string; user_id: string } }> => {
  const { id, userId, token } = await inviteNewUser(testUsers)
  await testUsers.owner.call(acceptInvitation, { params: { id }, token })
  return { params: { id: testUsers.owner.familyId, user_id: userId } }
}

const listRoles = async (caller: ContractCaller): Promise<Record<string, unknown>> => {
  const { body } = await caller.call(listMembers, { params: { id: caller.familyId } })
  return Object.fromEntries(getItems(body).map((item) => [getField(item, 'user_id'), getField(item, 'role')]))
}

const defineCheck = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** The contract of an identity service, in addition to the checks of every operation. */
export const identityContract: ServiceContract = {
  samples: {
    register: async () => ({ body: createRegistration('The Conformances') }),
    createSession: createCredentials,
    refreshSession: createRefreshRequest,
    revokeSession: createRefreshRequest,
    getMe: async () => ({}),
    updateMe: async () => ({ body: { display_name: 'Conformance' } }),
    deleteMe: callAsNewUser,
    getUser: async ({ member }) => ({ params: { id: member.userId } }),
    getJwks: async () => ({}),
    createFamily: async (testUsers) => ({ ...(await callAsNewUser(testUsers)), body: { name: 'The News' } }),
    getFamily: toFamilyParams,
    updateFamily: async (testUsers) => ({
      ...(await toFamilyParams(testUsers)),
      body: { name: 'The Others' },
    }),
    deleteFamily: async (testUsers) => {
      const made = await registerNewUser(testUsers, 'The Goners')
      const id = String(getField(made.field('family'), 'id'))
      return { params: { id }, token: getAccessToken(made) }
    },
    listMembers: toFamilyParams,
    updateMember: async (testUsers) => ({ ...(await addTestMember(testUsers)), body: { role: 'child' } }),
    removeMember: addTestMember,
    createInvitation: async (testUsers) => ({
      ...(await toFamilyParams(testUsers)),
      // Of an account, so that its deletion at the end removes the address from the event log, too.
      body: { email: getUserField(await registerNewUser(testUsers), 'email'), role: 'child' },
    }),
    listInvitations: toFamilyParams,
    revokeInvitation: async (testUsers) => ({
      params: { id: testUsers.owner.familyId, invitation_id: (await inviteNewUser(testUsers)).id },
    }),
    listMyInvitations: async () => ({}),
    acceptInvitation: answerInvitation,
    declineInvitation: answerInvitation,
  },
  checks: [
    defineCheck(register, 'creates a user and a family and never returns the password', async (testUsers) => {
      const made = await registerNewUser(testUsers, 'The Rivers')
      assertEqual('role', getUserField(made, 'role'), 'owner')
      assertEqual('member_count', getField(made.field('family'), 'member_count'), 1)
      assertContract(!/password|scrypt/.test(JSON.stringify(made.body)), 'the response contains a password')
    }),
    defineCheck(register, 'email addresses are unique, ignoring case', async (testUsers) => {
      const input = { body: createRegistration() }
      await testUsers.owner.call(register, input)
      const email = input.body.email.toUpperCase()
      await testUsers.owner.expectProblem(register, { body: { ...input.body, email } }, [409], 'EMAIL_TAKEN')
      await testUsers.owner.expectProblem(register, { body: { ...input.body, password: 'short' } }, [400])
    }),
    defineCheck(createSession, 'requires the correct password', async (testUsers) => {
      const input = await createCredentials(testUsers)
      const wrong = { body: { ...(input.body as object), password: 'not this one' } }
      await testUsers.owner.expectProblem(createSession, wrong, [401], 'WRONG_CREDENTIALS')
      const nobody = { body: { email: `${randomUUID()}@example.com`, password: TEST_PASSWORD } }
      await testUsers.owner.expectProblem(createSession, nobody, [401], 'WRONG_CREDENTIALS')
    }),
    defineCheck(
      refreshSession,
      'refresh tokens are single-use; reuse revokes the session',
      async (testUsers) => {
        const input = await createRefreshRequest(testUsers)
        const next = await testUsers.owner.call(refreshSession, input)
        await testUsers.owner.expectProblem(refreshSession, input, [401], 'REFRESH_TOKEN_REUSED')
        const body = { refresh_token: next.field('refresh_token') }
        await testUsers.owner.expectProblem(refreshSession, { body }, [401], 'REFRESH_TOKEN_INVALID')
      },
    ),
    defineCheck(revokeSession, 'signs out', async (testUsers) => {
      const input = await createRefreshRequest(testUsers)
      await testUsers.owner.call(revokeSession, input)
      await testUsers.owner.expectProblem(refreshSession, input, [401])
    }),
    defineCheck(getMe, 'returns the calling user', async ({ member }) => {
      assertEqual('id', (await member.call(getMe)).field('id'), member.userId)
    }),
    defineCheck(updateMe, 'requires the current password to change it', async (testUsers) => {
      const token = getAccessToken(await registerNewUser(testUsers))
      const body = { password: OTHER_PASSWORD, current_password: 'wrong' }
      await testUsers.owner.expectProblem(updateMe, { body, token }, [401, 403], 'WRONG_CREDENTIALS')
      await testUsers.owner.call(updateMe, { body: { ...body, current_password: TEST_PASSWORD }, token })
    }),
    defineCheck(deleteMe, 'does not delete the owner of a family', async ({ owner }) => {
      await owner.expectProblem(deleteMe, {}, [409], 'OWNER_MUST_STAY')
    }),
    defineCheck(
      getUser,
      'returns members of the caller’s family only',
      async ({ owner, member, stranger }) => {
        const seen = await owner.call(getUser, { params: { id: member.userId } })
        assertEqual('family_id', seen.field('family_id'), owner.familyId)
        await owner.expectProblem(getUser, { params: { id: stranger.userId } }, [404], 'NOT_FOUND')
      },
    ),
    defineCheck(
      createSession,
      'returns an access token as in RFC 9068, valid for an hour at most',
      async (testUsers) => {
        const token = getAccessToken(await registerNewUser(testUsers))
        const [header, claims] = token
          .split('.')
          .map((each): unknown =>
            each.startsWith('eyJ') ? JSON.parse(Buffer.from(each, 'base64url').toString()) : {},
          )
        assertEqual('typ', getField(header, 'typ'), 'at+jwt')
        const lifetime = Number(getField(claims, 'exp')) - Number(getField(claims, 'iat'))
        assertContract(lifetime > 0 && lifetime <= 3600, `the access token is valid for ${lifetime} seconds`)
      },
    ),
    defineCheck(getJwks, 'returns public keys only', async ({ owner }) => {
      const { body } = await owner.call(getJwks, { token: null })
      const keys = getField(body, 'keys')
      assertContract(Array.isArray(keys) && keys.length > 0, 'the key set is empty')
      assertContract(!JSON.stringify(keys).includes('"d":'), 'the response contains a private key')
    }),
    defineCheck(createFamily, 'honors Idempotency-Key with a refreshed token', async (testUsers) => {
      const made = await registerNewUser(testUsers)
      const input = { body: { name: 'The News' }, idempotencyKey: randomUUID() }
      const first = await testUsers.owner.call(createFamily, { ...input, token: getAccessToken(made) })
      const refreshed = await testUsers.owner.call(refreshSession, {
        body: { refresh_token: made.field('refresh_token') },
      })
      const second = await testUsers.owner.call(createFamily, { ...input, token: getAccessToken(refreshed) })
      assertEqual('the response to the repeated request', second.body, first.body)
    }),
    defineCheck(removeMember, 'ends the access token of the member within a second', async (testUsers) => {
      const { owner } = testUsers
      const { id, userId, token, refresh } = await inviteNewUser(testUsers)
      const params = { id: owner.familyId, user_id: userId }
      await owner.call(acceptInvitation, { params: { id }, token })
      const refreshed = await owner.call(refreshSession, { body: { refresh_token: refresh } })
      const input = { params: { id: params.id }, token: getAccessToken(refreshed) }
      await owner.call(listMembers, input)
      await owner.call(removeMember, { params })
      await sleep(1000)
      await owner.expectProblem(listMembers, input, [401], 'UNAUTHENTICATED')
    }),
    defineCheck(createFamily, 'is allowed only without a family', async ({ owner }) => {
      await owner.expectProblem(createFamily, { body: { name: 'Second' } }, [409], 'ALREADY_IN_A_FAMILY')
    }),
    defineCheck(getFamily, 'returns the number of members', async (testUsers) => {
      const before = (await testUsers.owner.call(getFamily, await toFamilyParams(testUsers))).field(
        'member_count',
      )
      await addTestMember(testUsers)
      const after = (await testUsers.owner.call(getFamily, await toFamilyParams(testUsers))).field(
        'member_count',
      )
      assertEqual('member_count', after, Number(before) + 1)
    }),
    defineCheck(updateFamily, 'is allowed for the owner only', async (testUsers) => {
      const input = { ...(await toFamilyParams(testUsers)), body: { name: 'Mine now' } }
      await testUsers.member.expectProblem(updateFamily, input, [403], 'FORBIDDEN')
    }),
    defineCheck(
      createInvitation,
      'is allowed for the owner only and changes no membership',
      async (testUsers) => {
        const { owner, member } = testUsers
        const made = await registerNewUser(testUsers)
        const body = { email: getUserField(made, 'email'), role: 'adult' }
        const input = { ...(await toFamilyParams(testUsers)), body }
        await member.expectProblem(createInvitation, input, [403], 'FORBIDDEN')
        await owner.call(createInvitation, input)
        const invited = await owner.call(getMe, { token: getAccessToken(made) })
        assertEqual('family_id', invited.field('family_id'), null)
      },
    ),
    defineCheck(listInvitations, 'is allowed for the owner only', async (testUsers) => {
      const { id } = await inviteNewUser(testUsers)
      const input = await toFamilyParams(testUsers)
      const { body } = await testUsers.owner.call(listInvitations, input)
      assertContract(
        getItems(body).some((item) => getField(item, 'id') === id),
        'the invitation is not listed',
      )
      await testUsers.member.expectProblem(listInvitations, input, [403], 'FORBIDDEN')
    }),
    defineCheck(listMyInvitations, 'lists the invitations of the caller', async (testUsers) => {
      const { id, token } = await inviteNewUser(testUsers)
      const { body } = await testUsers.owner.call(listMyInvitations, { token })
      assertEqual(
        'the invitations',
        getItems(body)
          .map((item) => getField(item, 'id'))
          .join(),
        id,
      )
    }),
    defineCheck(revokeInvitation, 'ends the invitation', async (testUsers) => {
      const { owner } = testUsers
      const { id, token } = await inviteNewUser(testUsers)
      const params = { id: owner.familyId, invitation_id: id }
      await testUsers.member.expectProblem(revokeInvitation, { params }, [403], 'FORBIDDEN')
      await owner.call(revokeInvitation, { params })
      await owner.expectProblem(acceptInvitation, { params: { id }, token }, [404], 'NOT_FOUND')
    }),
    defineCheck(acceptInvitation, 'is allowed for the invited only, and once', async (testUsers) => {
      const { owner, stranger } = testUsers
      const { id, token, refresh, userId } = await inviteNewUser(testUsers)
      await stranger.expectProblem(acceptInvitation, { params: { id } }, [404], 'NOT_FOUND')
      await owner.expectProblem(acceptInvitation, { params: { id } }, [404], 'NOT_FOUND')
      const joined = await owner.call(acceptInvitation, { params: { id }, token })
      assertEqual('family_id', joined.field('family_id'), owner.familyId)
      assertEqual('role', (await listRoles(owner))[userId], 'adult')
      const refreshed = await owner.call(refreshSession, { body: { refresh_token: refresh } })
      const again = { params: { id }, token: getAccessToken(refreshed) }
      await owner.expectProblem(acceptInvitation, again, [404], 'NOT_FOUND')
    }),
    defineCheck(acceptInvitation, 'is allowed only without a family', async (testUsers) => {
      const { owner, stranger } = testUsers
      const email = (await stranger.call(getMe)).field('email')
      const input = { ...(await toFamilyParams(testUsers)), body: { email, role: 'adult' } }
      const invited = await owner.call(createInvitation, input)
      const params = { id: String(invited.field('id')) }
      await stranger.expectProblem(acceptInvitation, { params }, [409], 'ALREADY_IN_A_FAMILY')
      await stranger.call(declineInvitation, { params })
    }),
    defineCheck(declineInvitation, 'ends the invitation', async (testUsers) => {
      const { id, token } = await inviteNewUser(testUsers)
      await testUsers.stranger.expectProblem(declineInvitation, { params: { id } }, [404], 'NOT_FOUND')
      await testUsers.owner.call(declineInvitation, { params: { id }, token })
      await testUsers.owner.expectProblem(acceptInvitation, { params: { id }, token }, [404], 'NOT_FOUND')
    }),
    defineCheck(updateMember, 'changes a role, but not the owner’s', async (testUsers) => {
      const input = { ...(await addTestMember(testUsers)), body: { role: 'child' } }
      await testUsers.owner.call(updateMember, input)
      assertEqual('role', (await listRoles(testUsers.owner))[input.params.user_id], 'child')
      const params = { id: testUsers.owner.familyId, user_id: testUsers.owner.userId }
      await testUsers.owner.expectProblem(
        updateMember,
        { params, body: { role: 'adult' } },
        [409],
        'OWNER_MUST_STAY',
      )
    }),
    defineCheck(
      updateMember,
      'ends the access token of the former role within a second',
      async (testUsers) => {
        const { owner } = testUsers
        const { id, userId, token, refresh } = await inviteNewUser(testUsers)
        await owner.call(acceptInvitation, { params: { id }, token })
        const refreshed = await owner.call(refreshSession, { body: { refresh_token: refresh } })
        const input = { params: { id: owner.familyId }, token: getAccessToken(refreshed) }
        await owner.call(listMembers, input)
        await owner.call(updateMember, {
          params: { id: owner.familyId, user_id: userId },
          body: { role: 'child' },
        })
        await sleep(1000)
        await owner.expectProblem(listMembers, input, [401], 'UNAUTHENTICATED')
      },
    ),
    defineCheck(removeMember, 'removes a member, but not the owner', async (testUsers) => {
      const input = await addTestMember(testUsers)
      await testUsers.member.expectProblem(removeMember, input, [403], 'FORBIDDEN')
      await testUsers.child.expectProblem(removeMember, input, [403], 'FORBIDDEN')
      await testUsers.owner.call(removeMember, input)
      assertContract(
        !(input.params.user_id in (await listRoles(testUsers.owner))),
        'the removed member is still listed',
      )
      const params = { id: testUsers.owner.familyId, user_id: testUsers.owner.userId }
      await testUsers.owner.expectProblem(removeMember, { params }, [409], 'OWNER_MUST_STAY')
    }),
  ],
}
