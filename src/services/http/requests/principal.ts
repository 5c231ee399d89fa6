import type { MemberRole } from '../../../domain/entities/member.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** The authenticated caller, from the access token. */
export interface Principal {
  readonly userId: string
  /** Undefined if the user does not belong to a family. */
  readonly familyId: string | undefined
  readonly role: MemberRole | undefined
  /** Of the membership that the token was issued for; 0 for a token without one. */
  readonly membershipVersion: number
}

/** The family of the caller; throws FORBIDDEN (403) without one. */
export function requireFamilyId(principal: Principal): string {
  if (principal.familyId !== undefined) return principal.familyId
  throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
    detail: 'You do not belong to a family. Create or join one, then refresh your token.',
  })
}
