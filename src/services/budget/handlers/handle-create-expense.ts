import { findDocument } from '../../../stores/mongo/client/send-request.js'
import type { OperationCall, OperationResponse } from '../../http/api/operation.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { requestRunningError, toAccountRequest, toDerivedId } from '../../http/requests/idempotency-key.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { expenseById } from '../access-patterns/expense-patterns.js'
import type { Expense, NewExpense } from '../api/expense-schemas.js'
import {
  assertReceiptAddsUp,
  toExpense,
  toExpenseEventData,
  toExpenseKey,
  toFamilyKey,
  toStoredFields,
  toUserKey,
} from '../documents/expense-documents.js'
import { keepCategory } from '../repository/category-lookup.js'
import { isDuplicateKey } from '../repository/is-duplicate-key.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { findMembershipProblem } from './assert-membership.js'
import type { BudgetContext, MadeBy, StoredExpense } from './budget-context.js'

type CreateExpenseCall = OperationCall<unknown, unknown, NewExpense>

/** Creates an expense, once per idempotency key. */
export async function handleCreateExpense(
  call: CreateExpenseCall,
  context: BudgetContext,
): Promise<OperationResponse<Expense>> {
  const familyId = requireFamilyId(call.principal)
  const request = toAccountRequest(call, 'createExpense')
  const madeBy = request && { request: request.id }
  const findCreated = async (id: string): Promise<OperationResponse<Expense> | undefined> => {
    const document = await findDocument<StoredExpense>(context.db, expenseById.request(id, familyId))
    return document && toCreatedResponse(document)
  }
  return runIdempotent(context, request, {
    findCreated,
    derivedId: toDerivedId(call, 'createExpense'),
    async create(id) {
      try {
        return await createExpense(id, madeBy, call, context)
      } catch (error) {
        if (request === undefined || !isDuplicateKey(error)) throw error
        // An interrupted attempt at the same request has created it meanwhile, or it was rejected and is being deleted.
        const created = await findCreated(id)
        if (created === undefined) throw requestRunningError()
        return created
      }
    },
  })
}

/**
 * The event is part of the document, so both are one write. The memberships are read after it, once for all expenses that are
 * inserted together: whoever raises a fence does so before looking for expenses, so one of the two sees the other.
 */
async function createExpense(
  id: string,
  madeBy: MadeBy | undefined,
  call: CreateExpenseCall,
  context: BudgetContext,
): Promise<OperationResponse<Expense>> {
  const { body, principal } = call
  const familyId = requireFamilyId(principal)
  assertReceiptAddsUp(body, body.receipt)
  const category = body.category.primary
  const owner = await context.categoryLookup.assertExists(toFamilyKey(familyId), category)
  const now = context.clock.now()
  const fields = toStoredFields(body)
  const document: StoredExpense = {
    _id: toExpenseKey(id),
    user_id: toUserKey(principal.userId),
    family_id: toFamilyKey(familyId),
    ...fields,
    version: 1,
    created_at: fields.created_at ?? now,
    updated_at: now,
    membership_version: principal.membershipVersion,
    ...(madeBy === undefined ? {} : { made_by: madeBy }),
  }
  const createEvent = (type: 'budget.expense.created' | 'budget.expense.deleted') =>
    createRequestEvent(
      { type, subject: id, aggregateVersion: 1, familyId, data: toExpenseEventData(document) },
      call.trace,
      context.clock,
    )
  const memberships = await context.insertExpense({
    ...document,
    outbox: [createEvent('budget.expense.created')],
  })
  const problem = findMembershipProblem(memberships, principal)
  if (problem !== undefined) {
    // Also if it has been reassigned meanwhile: a rejected request has no effect.
    await context.expenses.updateOne(
      { _id: document._id, deleted_at: { $exists: false } },
      { $set: { deleted_at: now }, $push: { outbox: createEvent('budget.expense.deleted') } },
    )
    throw problem
  }
  if (owner === 'family') await keepCategory(context.db, document.family_id, category, context.clock)
  return toCreatedResponse(document)
}

function toCreatedResponse(document: StoredExpense): OperationResponse<Expense> {
  const body = toExpense(document)
  return { body, version: document.version, location: `/v1/expenses/${body.id}` }
}
