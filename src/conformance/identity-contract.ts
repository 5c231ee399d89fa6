import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/operation.js'
import * as families from '../services/identity/family-operations.js'
import * as users from '../services/identity/identity-operations.js'
import { type ContractAnswer, type ContractCaller, fieldOf, type RawCall } from './contract-caller.js'
import { agreed, agreedSame } from './contract-broken.js'
import type { Cast, ContractCheck, ServiceContract } from './contract-check.js'
import { itemsOf } from './todo-contract.js'

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
const { addMember, removeMember, updateMember, listMembers, getFamily, updateFamily, createFamily } = families

const PASSWORD = 'correct horse battery staple'

const registration = (family?: string): { body: Record<string, string> } => ({
  body: {
    email: `conformance-${randomUUID()}@example.com`,
    password: PASSWORD,
    display_name: 'Conformance',
    ...(family === undefined ? {} : { family_name: family }),
  },
})

const registered = async ({ owner }: Cast, family?: string): Promise<ContractAnswer> =>
  owner.call(register, registration(family))

const tokenOf = (answer: ContractAnswer): string => String(answer.field('access_token'))
const userOf = (answer: ContractAnswer, name: string): string => String(fieldOf(answer.field('user'), name))

const credentials = async (cast: Cast): Promise<RawCall> => {
  const made = await registered(cast)
  return { body: { email: userOf(made, 'email'), password: PASSWORD } }
}
const refreshToken = async (cast: Cast): Promise<RawCall> => ({
  body: { refresh_token: String((await registered(cast)).field('refresh_token')) },
})
/** A call in the name of somebody new, who has nothing to lose. */
const asSomebody = async (cast: Cast): Promise<RawCall> => ({ token: tokenOf(await registered(cast)) })
const ownFamily = async ({ owner }: Cast): Promise<{ params: { id: string } }> => ({
  params: { id: owner.familyId },
})

const added = async (cast: Cast): Promise<{ params: { id: string; user_id: string } }> => {
  const made = await registered(cast)
  const params = { id: cast.owner.familyId }
  await cast.owner.call(addMember, { params, body: { email: userOf(made, 'email'), role: 'adult' } })
  return { params: { ...params, user_id: userOf(made, 'id') } }
}

const rolesOf = async (caller: ContractCaller): Promise<Record<string, unknown>> => {
  const { body } = await caller.call(listMembers, { params: { id: caller.familyId } })
  return Object.fromEntries(itemsOf(body).map((item) => [fieldOf(item, 'user_id'), fieldOf(item, 'role')]))
}

const check = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** What an identity service promises, besides what every operation does. */
export const identityContract: ServiceContract = {
  samples: {
    register: async () => registration('The Conformances'),
    createSession: credentials,
    refreshSession: refreshToken,
    revokeSession: refreshToken,
    getMe: async () => ({}),
    updateMe: async () => ({ body: { display_name: 'Conformance' } }),
    deleteMe: asSomebody,
    getUser: async ({ member }) => ({ params: { id: member.userId } }),
    getJwks: async () => ({}),
    createFamily: async (cast) => ({ ...(await asSomebody(cast)), body: { name: 'The News' } }),
    getFamily: ownFamily,
    updateFamily: async (cast) => ({ ...(await ownFamily(cast)), body: { name: 'The Others' } }),
    deleteFamily: async (cast) => {
      const made = await registered(cast, 'The Goners')
      const id = String(fieldOf(made.field('family'), 'id'))
      return { params: { id }, token: tokenOf(made) }
    },
    listMembers: ownFamily,
    addMember: async (cast) => ({
      ...(await ownFamily(cast)),
      body: { email: userOf(await registered(cast), 'email'), role: 'child' },
    }),
    updateMember: async (cast) => ({ ...(await added(cast)), body: { role: 'child' } }),
    removeMember: added,
  },
  checks: [
    check(register, 'makes a user and a family, and never tells the password', async (cast) => {
      const made = await registered(cast, 'The Rivers')
      agreedSame('role', userOf(made, 'role'), 'owner')
      agreedSame('member_count', fieldOf(made.field('family'), 'member_count'), 1)
      agreed(!/password|scrypt/.test(JSON.stringify(made.body)), 'the answer tells of a password')
    }),
    check(register, 'takes an address once, without regard to case', async (cast) => {
      const input = registration()
      await cast.owner.call(register, input)
      const email = String(input.body['email']).toUpperCase()
      await cast.owner.refused(register, { body: { ...input.body, email } }, [409], 'EMAIL_TAKEN')
      await cast.owner.refused(register, { body: { ...input.body, password: 'short' } }, [400])
    }),
    check(createSession, 'lets in with the right password only', async (cast) => {
      const input = await credentials(cast)
      const wrong = { body: { ...(input.body as object), password: 'not this one' } }
      await cast.owner.refused(createSession, wrong, [401], 'WRONG_CREDENTIALS')
      const nobody = { body: { email: `${randomUUID()}@example.com`, password: PASSWORD } }
      await cast.owner.refused(createSession, nobody, [401], 'WRONG_CREDENTIALS')
    }),
    check(refreshSession, 'exchanges a refresh token once, and ends a stolen sign-in', async (cast) => {
      const input = await refreshToken(cast)
      const next = await cast.owner.call(refreshSession, input)
      await cast.owner.refused(refreshSession, input, [401], 'REFRESH_TOKEN_REUSED')
      const body = { refresh_token: next.field('refresh_token') }
      await cast.owner.refused(refreshSession, { body }, [401], 'REFRESH_TOKEN_INVALID')
    }),
    check(revokeSession, 'signs out', async (cast) => {
      const input = await refreshToken(cast)
      await cast.owner.call(revokeSession, input)
      await cast.owner.refused(refreshSession, input, [401])
    }),
    check(getMe, 'tells who calls', async ({ member }) => {
      agreedSame('id', (await member.call(getMe)).field('id'), member.userId)
    }),
    check(updateMe, 'asks for the password before it changes it', async (cast) => {
      const token = tokenOf(await registered(cast))
      const body = { password: 'another good password', current_password: 'wrong' }
      await cast.owner.refused(updateMe, { body, token }, [401, 403], 'WRONG_CREDENTIALS')
      await cast.owner.call(updateMe, { body: { ...body, current_password: PASSWORD }, token })
    }),
    check(deleteMe, 'keeps the owner of a family', async ({ owner }) => {
      await owner.refused(deleteMe, {}, [409], 'OWNER_MUST_STAY')
    }),
    check(getUser, 'shows the family and nobody else', async ({ owner, member, stranger }) => {
      const seen = await owner.call(getUser, { params: { id: member.userId } })
      agreedSame('family_id', seen.field('family_id'), owner.familyId)
      await owner.refused(getUser, { params: { id: stranger.userId } }, [404], 'NOT_FOUND')
    }),
    check(getJwks, 'has public keys only', async ({ owner }) => {
      const { body } = await owner.call(getJwks, { token: null })
      const keys = fieldOf(body, 'keys')
      agreed(Array.isArray(keys) && keys.length > 0, 'there is no key')
      agreed(!JSON.stringify(keys).includes('"d":'), 'a private key is shown')
    }),
    check(createFamily, 'is for those without one', async ({ owner }) => {
      await owner.refused(createFamily, { body: { name: 'Second' } }, [409], 'ALREADY_IN_A_FAMILY')
    }),
    check(getFamily, 'counts its members', async (cast) => {
      const before = (await cast.owner.call(getFamily, await ownFamily(cast))).field('member_count')
      await added(cast)
      const after = (await cast.owner.call(getFamily, await ownFamily(cast))).field('member_count')
      agreedSame('member_count', after, Number(before) + 1)
    }),
    check(updateFamily, 'is for the owner', async (cast) => {
      const input = { ...(await ownFamily(cast)), body: { name: 'Mine now' } }
      await cast.member.refused(updateFamily, input, [403], 'FORBIDDEN')
    }),
    check(addMember, 'takes in who is registered and in no family', async (cast) => {
      const { stranger, owner, member } = cast
      const email = (await stranger.call(getMe)).field('email')
      const input = { ...(await ownFamily(cast)), body: { email, role: 'adult' } }
      await owner.refused(addMember, input, [409], 'ALREADY_IN_A_FAMILY')
      await member.refused(addMember, input, [403], 'FORBIDDEN')
    }),
    check(updateMember, 'changes a role, never the owner’s', async (cast) => {
      const input = { ...(await added(cast)), body: { role: 'child' } }
      await cast.owner.call(updateMember, input)
      agreedSame('role', (await rolesOf(cast.owner))[input.params.user_id], 'child')
      const params = { id: cast.owner.familyId, user_id: cast.owner.userId }
      await cast.owner.refused(updateMember, { params, body: { role: 'adult' } }, [409], 'OWNER_MUST_STAY')
    }),
    check(removeMember, 'takes a member out, never the owner', async (cast) => {
      const input = await added(cast)
      await cast.member.refused(removeMember, input, [403], 'FORBIDDEN')
      await cast.owner.call(removeMember, input)
      agreed(!(input.params.user_id in (await rolesOf(cast.owner))), 'the member is still listed')
      const params = { id: cast.owner.familyId, user_id: cast.owner.userId }
      await cast.owner.refused(removeMember, { params }, [409], 'OWNER_MUST_STAY')
    }),
  ],
}
