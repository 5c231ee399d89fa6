import type { ClientBase } from 'pg'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { Principal } from '../../http/requests/principal.js'
import { lockFamily, findFamilyMembers } from '../repository/family-repository.js'
import type { Family, FamilyMember } from '../api/identity-schemas.js'

/** Throws NOT_FOUND (404) for any other family, whether it exists or not. */
export function assertOwnFamily(principal: Principal, familyId: string): void {
  if (principal.familyId !== familyId) throw familyNotFoundError(familyId)
}

/** Locks the family. Throws FORBIDDEN (403) unless the caller owns it now; the token may be outdated. */
export async function lockOwnedFamily(
  client: ClientBase,
  principal: Principal,
  familyId: string,
): Promise<Family> {
  assertOwnFamily(principal, familyId)
  const family = await lockFamily(client, familyId)
  if (family.owner_id === principal.userId) return family
  throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
    detail: `Only the owner of the family ${family.name} can do this.`,
  })
}

export function familyNotFoundError(id: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
    detail: `You do not belong to a family with the ID ${id}.`,
  })
}

/** A member of a family; throws NOT_FOUND (404) if the user is not one. */
export async function requireMember(
  client: ClientBase,
  familyId: string,
  userId: string,
): Promise<FamilyMember> {
  const members = await findFamilyMembers(client, familyId)
  const member = members.find((each) => each.user_id === userId)
  if (member !== undefined) return member
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `User ${userId} is not a member of the family.` })
}
