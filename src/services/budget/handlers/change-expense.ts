import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { findDocument } from '../../../stores/mongo/client/send-request.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { OperationCall } from '../../http/api/operation.js'
import { assertOwnership } from '../../http/requests/assert-permission.js'
import { requireFamilyId, type Principal } from '../../http/requests/principal.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { assertVersion } from '../../http/requests/if-match.js'
import { expenseById } from '../access-patterns/expense-patterns.js'
import { keepCategory } from '../repository/category-lookup.js'
import { settleIdempotencyKey } from '../repository/run-idempotent.js'
import { assertMembership } from './assert-membership.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import {
  toExpense,
  toExpenseEventData,
  assertReceiptAddsUp,
  toReceipt,
  toFamilyKey,
  toStoredFields,
  toUserKey,
} from '../documents/expense-documents.js'
import type { ExpenseId } from '../api/expense-operations.js'
import type { ExpenseChange } from '../api/expense-schemas.js'
import { toDecimalString } from '../documents/decimal-arithmetic.js'

const MAX_ATTEMPTS = 8

/** The current expense; throws NOT_FOUND (404) for one of another family, as for one that does not exist. */
export async function getVisibleExpense(
  id: string,
  principal: Principal,
  context: BudgetContext,
): Promise<StoredExpense> {
  const request = expenseById.request(id, requireFamilyId(principal))
  const document = await findDocument<StoredExpense>(context.db, request)
  if (document !== undefined) return document
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `There is no expense ${id} in your family.` })
}

export async function changeExpense(
  call: OperationCall<ExpenseId, unknown, ExpenseChange>,
  context: BudgetContext,
): Promise<StoredExpense> {
  const { body } = call
  const family = toFamilyKey(requireFamilyId(call.principal))
  const category = body.category?.primary
  const owner = category && (await context.categoryLookup.assertExists(family, category))
  const changed = await retryOnConflict(call, context, async (before) => {
    const set = { ...toStoredFields(body), version: before.version + 1, updated_at: context.clock.now() }
    const cleared = Object.entries(body).filter(([, value]) => value === null)
    const unset = Object.fromEntries(cleared.map(([name]) => [name, '' as const]))
    const after: StoredExpense = { ...omitFields(before, Object.keys(unset)), ...set }
    assertReceiptAddsUp(
      { amount: toDecimalString(after.amount), currency: after.currency },
      after.receipt === undefined ? undefined : toReceipt(after.receipt),
    )
    const event = createExpenseEvent('budget.expense.updated', after, call, context)
    const { matchedCount } = await context.expenses.updateOne(
      { _id: before._id, version: before.version, deleted_at: { $exists: false } },
      {
        $set: set,
        ...(cleared.length === 0 ? {} : { $unset: unset }),
        $push: { outbox: event },
      },
    )
    return matchedCount === 1 ? after : undefined
  })
  if (category !== undefined && owner === 'family')
    await keepCategory(context.db, family, category, context.clock)
  return changed
}

/** Marks the expense as deleted and adds the event, in one write. The relay removes the document with the event. */
export async function markExpenseDeleted(
  call: OperationCall<ExpenseId, unknown, unknown>,
  context: BudgetContext,
): Promise<void> {
  await retryOnConflict(call, context, async (before) => {
    if (before.made_by !== undefined)
      await settleIdempotencyKey(context.db, before.made_by.request, {
        body: toExpense(before),
        version: before.version,
        location: `/v1/expenses/${call.params.id}`,
      })
    const event = createExpenseEvent('budget.expense.deleted', before, call, context)
    const { matchedCount } = await context.expenses.updateOne(
      { _id: before._id, version: before.version, deleted_at: { $exists: false } },
      { $set: { deleted_at: context.clock.now() }, $push: { outbox: event } },
    )
    return matchedCount === 1 ? before : undefined
  })
}

/** Repeats `attempt` on the current version of the expense until no concurrent change interferes. */
async function retryOnConflict(
  call: OperationCall<ExpenseId, unknown, unknown>,
  context: BudgetContext,
  attempt: (before: StoredExpense) => Promise<StoredExpense | undefined>,
): Promise<StoredExpense> {
  for (let n = 0; n < MAX_ATTEMPTS; n++) {
    const [before] = await Promise.all([
      getVisibleExpense(call.params.id, call.principal, context),
      assertMembership(call.principal, context),
    ])
    const own = before.user_id === toUserKey(call.principal.userId)
    assertOwnership('changeExpenses', call.principal, { own })
    assertVersion(call.ifMatch, before.version)
    const after = await attempt(before)
    if (after !== undefined) return after
  }
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'The expense is being changed by other requests. Try again.',
    headers: { 'retry-after': '1' },
  })
}

function createExpenseEvent(
  type: 'budget.expense.updated' | 'budget.expense.deleted',
  document: StoredExpense,
  call: OperationCall<ExpenseId, unknown, unknown>,
  context: BudgetContext,
): EventEnvelope {
  return createRequestEvent(
    {
      type,
      subject: call.params.id,
      aggregateVersion: document.version,
      familyId: call.principal.familyId,
      data: toExpenseEventData(document),
    },
    call.trace,
    context.clock,
  )
}

function omitFields(document: StoredExpense, names: readonly string[]): StoredExpense {
  const remaining = Object.entries(document).filter(([name]) => !names.includes(name))
  return Object.fromEntries(remaining) as unknown as StoredExpense
}
