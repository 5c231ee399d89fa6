import type { MemberRole } from '../../domain/identity-rows.js'
import { HTTP_ERRORS } from './http-errors.js'
import { HttpProblem } from './http-problem.js'

/** Who calls, as the access token says it. */
export interface Principal {
  readonly userId: string
  /** Missing while the user is in no family. */
  readonly familyId: string | undefined
  readonly role: MemberRole | undefined
}

/** The family of the caller; 403 without one. */
export function requireFamilyId(principal: Principal): string {
  if (principal.familyId !== undefined) return principal.familyId
  throw new HttpProblem(HTTP_ERRORS.FORBIDDEN, {
    detail: 'You are in no family; create one, or be added to one, and refresh your token.',
  })
}
