import { settleAll } from '../../../core/settle-all-or-abort.js'
import { randomUUID } from 'node:crypto'
import type { Operation } from '../../../services/http/api/operation.js'
import { getFamily, listMembers, updateFamily } from '../../../services/identity/api/family-operations.js'
import {
  createSession,
  deleteMe,
  getMe,
  getUser,
  register,
  updateMe,
} from '../../../services/identity/api/identity-operations.js'
import { acceptInvitation, listInvitations } from '../../../services/identity/api/invitation-operations.js'
import type { RawCall } from '../../contract-caller.js'
import { createRegistration } from '../../test-accounts.js'
import { assertStatus } from '../assert-response.js'
import { TortureFailure } from '../torture-failure.js'
import { compareFamily, comparePerson, assertUnauthorized, expectRejection } from './identity-checks.js'
import type { Person } from './identity-model.js'
import type { IdentitySession } from './identity-session.js'
import type { StepByKind } from './identity-step.js'

export async function renamePerson(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'rename'>,
): Promise<void> {
  const ifMatch = await comparePerson(session, person)
  const body = { display_name: step.name }
  if (step.version === 'stale' && ifMatch > 1) {
    const response = session.send(person, updateMe, { body, ifMatch: ifMatch - 1 })
    await expectRejection(response, 412, 'an outdated If-Match of a user')
  } else {
    const response = await session.sendOnce(person, updateMe, { body, ifMatch }, step)
    if (response !== undefined) assertStatus(response, 200, 'an update with the current If-Match')
    if (response !== undefined || (await isCurrentName(session, person, step.name))) person.name = step.name
  }
  await comparePerson(session, person)
}

async function isCurrentName(session: IdentitySession, person: Person, name: string): Promise<boolean> {
  return (await session.send(person, getMe)).field('display_name') === name
}

export async function renameTwice(
  session: IdentitySession,
  person: Person,
  { names }: StepByKind<'race'>,
): Promise<void> {
  const ifMatch = await comparePerson(session, person)
  const responses = await settleAll(
    names.map(async (display_name) =>
      session.sendOnce(person, updateMe, { body: { display_name }, ifMatch }),
    ),
  )
  const winners = names.filter((_, index) => responses[index]?.status === 200)
  if (winners.length > 1)
    throw new TortureFailure(
      'lost update',
      `two updates of the user ${person.id} with If-Match "${ifMatch}" have both succeeded, so one of them is lost`,
    )
  const unknown = responses.some((response) => response === undefined) ? names : []
  for (const name of winners.length > 0 ? winners : unknown)
    if (await isCurrentName(session, person, name)) person.name = name
  const [winner = person.name] = winners
  person.name = winner
  await comparePerson(session, person)
}

/** The owner of a family must stay. */
export async function deletePerson(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'delete'>,
): Promise<void> {
  const { email, password, refreshToken } = person
  if (person.family?.owner === person)
    return expectRejection(session.send(person, deleteMe), 409, 'the deletion of the owner of a family')
  const response = await session.send(person, deleteMe, {}, step)
  // It may be the second of two requests.
  if (!(response.status === 401 && step.disturbance !== undefined))
    assertStatus(response, 204, 'the deletion of a user')
  const { family } = person
  session.model.delete(person)
  await assertUnauthorized(
    session,
    createSession,
    { body: { email, password } },
    'a deleted user can sign in',
  )
  if (refreshToken !== undefined) await expectDeleted(session, person)
  if (family !== undefined) await compareFamily(session, family)
}

async function expectDeleted(session: IdentitySession, { id, accessToken }: Person): Promise<void> {
  const { status } = await session.sendAs(accessToken ?? null, getMe, {})
  if (status === 200) throw new TortureFailure('access', `the user ${id} was deleted, but can be read`)
}

export async function renameFamily(
  session: IdentitySession,
  owner: Person,
  step: StepByKind<'rename-family'>,
): Promise<void> {
  const { family } = owner
  if (family?.owner !== owner) return
  const ifMatch = await compareFamily(session, family)
  const input = { params: { id: family.id }, body: { name: step.name } }
  if (step.version === 'stale' && ifMatch > 1) {
    const response = session.send(owner, updateFamily, { ...input, ifMatch: ifMatch - 1 })
    await expectRejection(response, 412, 'an outdated If-Match of a family')
  } else {
    const response = await session.sendOnce(owner, updateFamily, { ...input, ifMatch }, step)
    if (response !== undefined) assertStatus(response, 200, 'an update with the current If-Match')
    const read = response ?? (await session.send(owner, getFamily, { params: { id: family.id } }))
    if (response !== undefined || read.field('name') === step.name) family.name = step.name
  }
  await compareFamily(session, family)
}

/** The member of another family must not see the user, the family or its invitations. */
export async function readAsStranger(session: IdentitySession, person: Person): Promise<void> {
  const { family } = person
  const [invitation] = session.model.listInvitations({ guest: person })
  const byFamily = { params: { id: family?.id ?? '' } }
  const calls: readonly (readonly [Operation, RawCall])[] = [
    [getUser, { params: { id: person.id } }],
    ...(family === undefined
      ? []
      : [getFamily, listMembers, listInvitations].map((operation) => [operation, byFamily] as const)),
    ...(invitation === undefined ? [] : [[acceptInvitation, { params: { id: invitation.id } }] as const]),
  ]
  for (const [operation, input] of calls) {
    const { status } = await session.sendAs(session.context.users.stranger.token, operation, input)
    if (status !== 404 && status !== 403)
      throw new TortureFailure(
        'access',
        `${operation.id} by the member of another family returned ${status} for the user ${person.id}`,
      )
  }
}

export async function registerTakenAddress(session: IdentitySession, { email }: Person): Promise<void> {
  const body = { ...createRegistration(), email: email.toUpperCase() }
  await expectRejection(session.send(undefined, register, { body }), 409, 'an email address that is in use')
}

export async function registerInvalid(session: IdentitySession): Promise<void> {
  const body = { ...createRegistration(), password: 'short' }
  await expectRejection(session.send(undefined, register, { body }), 400, 'a short password')
}

export async function readMissingUser(session: IdentitySession, person: Person): Promise<void> {
  if (person.family === undefined) return
  const id = person.id.replace(/[0-9a-f]{12}$/, randomUUID().slice(-12))
  await expectRejection(session.send(person, getUser, { params: { id } }), 404, 'a user that does not exist')
}
