import { randomUUID } from 'node:crypto'
import {
  createSession,
  getMe,
  refreshSession,
  register,
  revokeSession,
  updateMe,
} from '../../../services/identity/api/identity-operations.js'
import { getField } from '../../contract-caller.js'
import { createRegistration, TEST_PASSWORDS } from '../../test-accounts.js'
import { assertFields, assertStatus } from '../assert-response.js'
import { checkClock } from '../clock-step.js'
import type { SendOptions } from '../send-step.js'
import { assertSameResult, comparePerson, assertUnauthorized } from './identity-checks.js'
import type { Person } from './identity-model.js'
import { type IdentitySession, toRefreshCall } from './identity-session.js'
import type { StepByKind } from './identity-step.js'

const FAMILY_NAME = 'The Tortures'

export async function registerPerson(session: IdentitySession, step: StepByKind<'register'>): Promise<void> {
  if (session.model.people.has(step.ref)) return
  const body = createRegistration(step.family ? FAMILY_NAME : undefined)
  const input = { body, idempotencyKey: randomUUID() }
  const response = await session.send(undefined, register, input, step)
  assertStatus(response, 201, 'a registration')
  const { email, display_name } = body
  const user = response.field('user')
  const role = step.family ? 'owner' : null
  assertFields(user, { email, display_name, role }, 'the user in the response of the registration')
  if (step.repeat === true) {
    const again = await session.send(undefined, register, input)
    assertSameResult(again, String(getField(user, 'id')), String(getField(again.field('user'), 'id')))
  }
  const person: Person = {
    id: String(getField(user, 'id')),
    email,
    name: display_name,
    password: TEST_PASSWORDS[0],
    family: undefined,
    role,
    accessToken: undefined,
    refreshToken: undefined,
    usedToken: undefined,
    deleted: false,
  }
  if (step.family) {
    const id = String(getField(response.field('family'), 'id'))
    person.family = { id, owner: person, name: FAMILY_NAME }
  }
  session.noteTokens(person, response)
  session.model.people.set(step.ref, person)
  await comparePerson(session, person)
}

export async function signIn(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'sign-in'>,
): Promise<void> {
  await session.signIn(person, step)
  await comparePerson(session, person)
}

export async function signInWithWrongPassword(session: IdentitySession, { email }: Person): Promise<void> {
  const input = { body: { email, password: 'not the password' } }
  await assertUnauthorized(session, createSession, input, 'a wrong password was accepted')
}

export async function refresh(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'refresh'>,
): Promise<void> {
  await session.refresh(person, await getRefreshToken(session, person), step)
  await comparePerson(session, person)
}

/** A refresh token that is used twice may be stolen, so the session ends. */
export async function reuseRefreshToken(session: IdentitySession, person: Person): Promise<void> {
  if (person.usedToken === undefined || person.refreshToken === undefined)
    await session.refresh(person, await getRefreshToken(session, person))
  const { usedToken, refreshToken } = person
  if (usedToken === undefined || refreshToken === undefined) return
  forgetSession(person)
  await assertUnauthorized(
    session,
    refreshSession,
    toRefreshCall(usedToken),
    'a refresh token that was used before was accepted',
  )
  await assertUnauthorized(
    session,
    refreshSession,
    toRefreshCall(refreshToken),
    'the refresh token of a session was accepted after an earlier one was used twice',
  )
}

export async function signOut(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'sign-out'>,
): Promise<void> {
  const input = toRefreshCall(await getRefreshToken(session, person))
  assertStatus(await session.send(undefined, revokeSession, input, step), 204, 'a sign-out')
  forgetSession(person)
  await assertUnauthorized(session, refreshSession, input, 'a refresh token was accepted after its sign-out')
}

/** A new password ends all sessions. */
export async function changePassword(session: IdentitySession, person: Person): Promise<void> {
  const [first, second] = TEST_PASSWORDS
  const former = person.password
  const password = former === first ? second : first
  const formerSession = await getRefreshToken(session, person)
  const body = { password, current_password: former }
  const response = await session.sendOnce(person, updateMe, { body })
  if (response === undefined) return
  assertStatus(response, 200, 'a change of the password')
  person.password = password
  forgetSession(person)
  await assertUnauthorized(
    session,
    refreshSession,
    toRefreshCall(formerSession),
    'a refresh token was accepted after a change of the password',
  )
  const input = { body: { email: person.email, password: former } }
  await assertUnauthorized(session, createSession, input, 'the former password was accepted')
  await session.signIn(person)
}

export async function readAtAnotherTime(
  session: IdentitySession,
  person: Person,
  minutes: number,
  options: SendOptions,
): Promise<void> {
  const token = await session.getToken(person)
  await checkClock(session.context, { operation: getMe, input: {}, token }, minutes, options)
}

async function getRefreshToken(session: IdentitySession, person: Person): Promise<string> {
  if (person.refreshToken === undefined) await session.signIn(person)
  return person.refreshToken ?? ''
}

function forgetSession(person: Person): void {
  person.refreshToken = undefined
  person.usedToken = undefined
}
