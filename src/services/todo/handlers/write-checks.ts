import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { Principal } from '../../http/requests/principal.js'
import { outdatedTokenError } from '../../http/requests/token-verifier.js'
import { checkFamilyActive } from '../repository/family-tombstones.js'
import { checkMembership, type KnownMembership } from '../repository/membership-fences.js'
import type { TodoContext } from './todo-context.js'

/** Conditions on other items, in the same transaction as the write that they authorize. */
export interface WriteChecks {
  readonly items: readonly TransactWriteItem[]
  /** The error of the item with this index. */
  toError(index: number): HttpProblem
}

/** The membership of the caller and of the users named in the request, and that the family is not being deleted. */
export function createWriteChecks(
  principal: Principal,
  named: readonly KnownMembership[],
  context: TodoContext,
): WriteChecks {
  const { familyId } = principal
  const others = named.filter(({ userId }) => userId !== principal.userId)
  const checks: readonly (readonly [TransactWriteItem, () => HttpProblem])[] = [
    [checkMembership(context, principal), outdatedTokenError],
    ...others.map(
      (user) => [checkMembership(context, user), () => membershipMovedError(user.userId)] as const,
    ),
    ...(familyId === undefined
      ? []
      : [[checkFamilyActive(context, familyId), () => familyDeletionError()] as const]),
  ]
  return {
    items: checks.map(([item]) => item),
    toError: (index) => checks[index]?.[1]() ?? familyDeletionError(),
  }
}

function membershipMovedError(userId: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: `The membership of the user ${userId} is changing. Try again.`,
    headers: { 'retry-after': '1' },
  })
}

function familyDeletionError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'Your family is being deleted.',
    headers: { 'retry-after': '1' },
  })
}
