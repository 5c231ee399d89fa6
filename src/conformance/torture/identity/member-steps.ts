import { randomUUID } from 'node:crypto'
import { createFamily, removeMember, updateMember } from '../../../services/identity/api/family-operations.js'
import { getMe } from '../../../services/identity/api/identity-operations.js'
import {
  acceptInvitation,
  createInvitation,
  declineInvitation,
  revokeInvitation,
} from '../../../services/identity/api/invitation-operations.js'
import type { ContractResponse } from '../../contract-caller.js'
import { assertFields, assertStatus } from '../assert-response.js'
import type { Disturbed } from '../disturbance.js'
import { assertSameResult, compareFamily, comparePerson, expectRejection } from './identity-checks.js'
import type { Family, Person } from './identity-model.js'
import type { IdentitySession } from './identity-session.js'
import type { StepByKind } from './identity-step.js'

const FAMILY_NAME = 'The Founders'

/** The token of before is refused when the family exists, so the request is repeated with a new one. */
export async function createOwnFamily(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'create-family'>,
): Promise<void> {
  if (person.family !== undefined) return
  const input = { body: { name: FAMILY_NAME }, idempotencyKey: randomUUID() }
  let response = await session.sendOnce(person, createFamily, input, step)
  if (response === undefined) {
    person.accessToken = undefined
    response = await session.send(person, createFamily, input)
  }
  assertStatus(response, 201, 'a new family')
  const id = String(response.field('id'))
  session.model.move(person, { id, owner: person, name: FAMILY_NAME }, 'owner')
  if (step.repeat === true) {
    const again = await session.send(person, createFamily, input)
    assertSameResult(again, id, String(again.field('id')))
  }
  await comparePerson(session, person)
}

export async function invite(
  session: IdentitySession,
  owner: Person,
  step: Pick<StepByKind<'invite'>, 'guest' | 'role' | 'repeat' | 'disturbance'>,
): Promise<void> {
  const guest = session.model.find(step.guest)
  const { family } = owner
  if (guest === undefined || family?.owner !== owner || guest === owner) return
  const { role } = step
  const body = { email: guest.email, role }
  const input = { params: { id: family.id }, body, idempotencyKey: randomUUID() }
  const response = await session.send(owner, createInvitation, input, step)
  assertStatus(response, 201, 'an invitation')
  assertFields(response.body, { ...body, family_id: family.id }, 'the response of the invitation')
  const id = String(response.field('id'))
  if (step.repeat === true) {
    const again = await session.send(owner, createInvitation, input)
    assertSameResult(again, id, String(again.field('id')))
  }
  session.model.invite({ id, family, guest, role })
  await compareFamily(session, family)
}

export async function accept(
  session: IdentitySession,
  guest: Person,
  step: StepByKind<'accept'>,
): Promise<void> {
  const [invitation] = session.model.listInvitations({ guest })
  if (invitation === undefined) return
  const { family, role } = invitation
  const input = { params: { id: invitation.id } }
  if (guest.family !== undefined)
    return expectRejection(session.send(guest, acceptInvitation, input), 409, 'an invitation of a member')
  const response = await session.sendOnce(guest, acceptInvitation, input, step)
  if (response !== undefined) {
    assertStatus(response, 200, 'accepting an invitation')
    assertFields(response.body, { family_id: family.id, role }, 'the response of accepting an invitation')
  }
  if (response === undefined && (await readFamilyId(session, guest)) !== family.id) return
  session.model.removeInvitation(invitation)
  session.model.move(guest, family, role)
  await comparePerson(session, guest)
  await compareFamily(session, family)
}

export async function decline(
  session: IdentitySession,
  guest: Person,
  step: StepByKind<'decline'>,
): Promise<void> {
  const [invitation] = session.model.listInvitations({ guest })
  if (invitation === undefined) return
  const params = { id: invitation.id }
  assertEnded(await session.send(guest, declineInvitation, { params }, step), step)
  session.model.removeInvitation(invitation)
  await expectRejection(session.send(guest, acceptInvitation, { params }), 404, 'a declined invitation')
}

export async function revoke(
  session: IdentitySession,
  owner: Person,
  step: StepByKind<'revoke'>,
): Promise<void> {
  const guest = session.model.find(step.guest)
  const { family } = owner
  if (guest === undefined || family?.owner !== owner) return
  const [invitation] = session.model.listInvitations({ family, guest })
  if (invitation === undefined) return
  const params = { id: family.id, invitation_id: invitation.id }
  assertEnded(await session.send(owner, revokeInvitation, { params }, step), step)
  session.model.removeInvitation(invitation)
  const input = { params: { id: invitation.id } }
  await expectRejection(session.send(guest, acceptInvitation, input), 404, 'a revoked invitation')
}

/** It may be the second of two requests. */
function assertEnded(response: ContractResponse, { disturbance }: Disturbed): void {
  if (!(response.status === 404 && disturbance !== undefined))
    assertStatus(response, 204, 'the end of an invitation')
}

/** The owner of a family must stay. */
export async function leave(
  session: IdentitySession,
  person: Person,
  step: StepByKind<'leave'>,
): Promise<void> {
  const { family } = person
  if (family === undefined) return
  if (family.owner !== person) return removeFrom(session, family, { by: person, member: person, step })
  const params = { id: family.id, user_id: person.id }
  await expectRejection(session.send(person, removeMember, { params }), 409, 'an owner who leaves the family')
}

export async function remove(
  session: IdentitySession,
  owner: Person,
  step: StepByKind<'remove'>,
): Promise<void> {
  const member = findMember(session, owner, step.member)
  if (member?.family === undefined) return
  await removeFrom(session, member.family, { by: owner, member, step })
}

async function removeFrom(
  session: IdentitySession,
  family: Family,
  { by, member, step }: { readonly by: Person; readonly member: Person; readonly step: Disturbed },
): Promise<void> {
  const params = { id: family.id, user_id: member.id }
  const response = await session.sendOnce(by, removeMember, { params }, step)
  if (response !== undefined) assertStatus(response, 204, 'the removal of a member')
  if (response === undefined && (await readFamilyId(session, member)) !== null) return
  session.model.move(member, undefined, null)
  await comparePerson(session, member)
  await compareFamily(session, family)
}

export async function changeRole(
  session: IdentitySession,
  owner: Person,
  step: StepByKind<'change-role'>,
): Promise<void> {
  const member = findMember(session, owner, step.member)
  if (member?.family === undefined) return
  const params = { id: member.family.id, user_id: member.id }
  const response = await session.send(owner, updateMember, { params, body: { role: step.role } })
  assertStatus(response, 200, 'a change of a role')
  session.model.move(member, member.family, step.role)
  await comparePerson(session, member)
}

/** A member of the owner's family other than the owner. */
function findMember(session: IdentitySession, owner: Person, ref: number): Person | undefined {
  const member = session.model.find(ref)
  const isMember = owner.family?.owner === owner && member !== owner && member?.family === owner.family
  return isMember ? member : undefined
}

/** The current family, when it is not known whether a request has changed it. */
async function readFamilyId(session: IdentitySession, person: Person): Promise<unknown> {
  person.accessToken = undefined
  return (await session.send(person, getMe)).field('family_id')
}
