import type { Operation } from '../../../services/http/api/operation.js'
import { getFamily, listMembers } from '../../../services/identity/api/family-operations.js'
import { getMe } from '../../../services/identity/api/identity-operations.js'
import { listInvitations, listMyInvitations } from '../../../services/identity/api/invitation-operations.js'
import { type ContractResponse, getField, type RawCall } from '../../contract-caller.js'
import { getItems } from '../../todo-contract.js'
import { assertStatus } from '../assert-response.js'
import { findDifference } from '../find-difference.js'
import { TortureFailure } from '../torture-failure.js'
import type { Family, Invitation, Person } from './identity-model.js'
import type { IdentitySession } from './identity-session.js'

/** Compares all users, families and invitations with what was acknowledged. Throws `TortureFailure`. */
export async function compareAll(session: IdentitySession): Promise<void> {
  for (const person of session.model.listPeople()) {
    await comparePerson(session, person)
    await compareInvitations(
      session,
      person,
      listMyInvitations,
      {},
      session.model.listInvitations({ guest: person }),
    )
  }
  for (const family of session.model.listFamilies()) await compareFamily(session, family)
}

/** Compares a user with what was acknowledged. Returns the version. */
export async function comparePerson(session: IdentitySession, person: Person): Promise<number> {
  const response = await session.send(person, getMe)
  const { id, email, name, family, role } = person
  const expected = { id, email, display_name: name, family_id: family?.id ?? null, role }
  return assertCurrent(`the user ${id}`, response, expected)
}

/** Compares a family with what was acknowledged, and its members and invitations. Returns the version. */
export async function compareFamily(session: IdentitySession, family: Family): Promise<number> {
  const { id, owner, name } = family
  const members = session.model.listMembers(family)
  const params = { id }
  const response = await session.send(owner, getFamily, { params })
  const expected = { id, name, owner_id: owner.id, member_count: members.length }
  const version = assertCurrent(`the family ${id}`, response, expected)
  const list = await session.send(owner, listMembers, { params })
  assertStatus(list, 200, `the list of the members of the family ${id}`)
  compareItems(
    `the members of the family ${id}`,
    getItems(list.body),
    'user_id',
    members.map((member) => ({
      user_id: member.id,
      display_name: member.name,
      email: member.email,
      role: member.role,
    })),
  )
  await compareInvitations(
    session,
    owner,
    listInvitations,
    { params },
    session.model.listInvitations({ family }),
  )
  return version
}

async function compareInvitations(
  session: IdentitySession,
  person: Person,
  operation: Operation,
  input: RawCall,
  invitations: readonly Invitation[],
): Promise<void> {
  const list = await session.send(person, operation, input)
  assertStatus(list, 200, 'a list of invitations')
  compareItems(
    `the invitations that ${person.id} lists`,
    getItems(list.body),
    'id',
    invitations.map(({ id, family, guest, role }) => ({
      id,
      family_id: family.id,
      email: guest.email,
      role,
    })),
  )
}

function assertCurrent(
  what: string,
  response: ContractResponse,
  expected: Readonly<Record<string, unknown>>,
): number {
  if (response.status !== 200)
    throw new TortureFailure(
      'acknowledged write lost',
      `${what} was acknowledged, but reading it returned ${response.status}`,
    )
  const difference = findDifference(response.body, expected)
  if (difference !== undefined)
    throw new TortureFailure('outdated read', `${what} after an acknowledged write: ${difference}`)
  return Number(response.field('version'))
}

/** Throws `TortureFailure` unless a list has exactly these items. */
function compareItems(
  what: string,
  items: readonly unknown[],
  key: string,
  expected: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const each of expected) {
    const id = String(each[key])
    const [item, second] = items.filter((listed) => getField(listed, key) === id)
    if (item === undefined)
      throw new TortureFailure('acknowledged write lost', `${what} do not have ${id}, which was acknowledged`)
    if (second !== undefined) throw new TortureFailure('duplicate record', `${what} have ${id} twice`)
    const difference = findDifference(item, each)
    if (difference !== undefined) throw new TortureFailure('outdated read', `${id} in ${what}: ${difference}`)
  }
  const extra = items.find((item) => expected.every((each) => each[key] !== getField(item, key)))
  if (extra !== undefined)
    throw new TortureFailure(
      'outdated read',
      `${what} have ${String(getField(extra, key))}, which is not there`,
    )
}

/** The repetition of a request must return the same record. */
export function assertSameResult(again: ContractResponse, id: string, repeatedId: string): void {
  if (again.status === 201 && id === repeatedId) return
  throw new TortureFailure(
    'idempotency',
    `the same request with the same Idempotency-Key returned ${again.status} and the ID ${repeatedId} instead of ${id}`,
  )
}

/** Credentials that must be refused with 401. */
export async function assertUnauthorized(
  session: IdentitySession,
  operation: Operation,
  input: RawCall,
  failure: string,
): Promise<void> {
  const { status } = await session.send(undefined, operation, input)
  if (status !== 401) throw new TortureFailure('access', `${failure}: status ${status}`)
}

/** A request that must be rejected. */
export async function expectRejection(
  response: Promise<ContractResponse>,
  status: number,
  what: string,
): Promise<void> {
  const returned = (await response).status
  if (returned === status) return
  throw new TortureFailure('ignored condition', `${what} returned ${returned} instead of ${status}`)
}
