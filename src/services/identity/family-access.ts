import type { ClientBase } from 'pg'
import { HTTP_ERRORS } from '../http/http-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import type { Principal } from '../http/principal.js'
import { lockFamily, findFamilyMembers } from './family-repository.js'
import type { Family, FamilyMember } from './identity-schemas.js'

/** Another family is as unknown as one that does not exist. */
export function assertOwnFamily(principal: Principal, familyId: string): void {
  if (principal.familyId !== familyId) throw familyNotFoundError(familyId)
}

/** Locks the family; the caller must own it now, whatever an older token says. */
export async function lockOwnedFamily(
  client: ClientBase,
  principal: Principal,
  familyId: string,
): Promise<Family> {
  assertOwnFamily(principal, familyId)
  const family = await lockFamily(client, familyId)
  if (family.owner_id === principal.userId) return family
  throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
    detail: `Only the owner of the family ${family.name} may do this.`,
  })
}

export function familyNotFoundError(id: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `There is no family ${id} that you are in.` })
}

/** The member of a family; 404 for anyone else. */
export async function requireMember(
  client: ClientBase,
  familyId: string,
  userId: string,
): Promise<FamilyMember> {
  const members = await findFamilyMembers(client, familyId)
  const member = members.find((each) => each.user_id === userId)
  if (member !== undefined) return member
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `User ${userId} is not in the family.` })
}
