import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { type Principal, requireFamilyId } from '../../http/requests/principal.js'
import { outdatedTokenError } from '../../http/requests/token-verifier.js'
import { toFamilyKey, toUserKey } from '../documents/expense-documents.js'
import {
  getDeletionState,
  getUserMembership,
  type Memberships,
  readMemberships,
} from '../repository/membership-fences.js'
import type { BudgetContext } from './budget-context.js'

/** Why the caller may not write for the family; undefined if nothing is known. */
export function findMembershipProblem(
  memberships: Memberships,
  principal: Principal,
): HttpProblem | undefined {
  const newest = getUserMembership(memberships, principal.userId)?.membership_version ?? 0
  const deletion = getDeletionState(memberships, requireFamilyId(principal))
  if (newest > principal.membershipVersion || deletion === 'deleted') return outdatedTokenError()
  if (deletion === undefined) return undefined
  return new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'Your family is being deleted.',
    headers: { 'retry-after': '1' },
  })
}

/** Throws UNAUTHENTICATED (401) for a former membership, and CONFLICT (409) while the family is being deleted. */
export async function assertMembership(principal: Principal, context: BudgetContext): Promise<void> {
  const keys = [toUserKey(principal.userId), toFamilyKey(requireFamilyId(principal))]
  const problem = findMembershipProblem(await readMemberships(context.db, keys), principal)
  if (problem !== undefined) throw problem
}
