import { findDocument } from '../../../stores/mongo/client/send-request.js'
import type { OperationCall, OperationResponse } from '../../http/api/operation.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { toAccountRequest, toDerivedId } from '../../http/requests/idempotency-key.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { budgetById } from '../access-patterns/budget-patterns.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import type { Budget, NewBudget } from '../api/budget-schemas.js'
import { parseDecimal128 } from '../documents/decimal-arithmetic.js'
import { toFamilyKey, toUserKey } from '../documents/expense-documents.js'
import { keepCategory } from '../repository/category-lookup.js'
import { isDuplicateKey } from '../repository/is-duplicate-key.js'
import { readMemberships } from '../repository/membership-fences.js'
import { runIdempotent } from '../repository/run-idempotent.js'
import { assertMembership, findMembershipProblem } from './assert-membership.js'
import { attachSpending } from './attach-spending.js'
import type { BudgetContext, MadeBy, StoredBudget } from './budget-context.js'

type CreateBudgetCall = OperationCall<unknown, unknown, NewBudget>

export const BUDGET_ID_PREFIX = 'budget_'

/** Creates a budget, once per idempotency key. */
export async function handleCreateBudget(
  call: CreateBudgetCall,
  context: BudgetContext,
): Promise<OperationResponse<Budget>> {
  const familyId = requireFamilyId(call.principal)
  const request = toAccountRequest(call, 'createBudget')
  const madeBy = request && { request: request.id }
  const findCreated = async (id: string): Promise<OperationResponse<Budget> | undefined> => {
    const key = `${BUDGET_ID_PREFIX}${id}`
    const document = await findDocument<StoredBudget>(context.db, budgetById.request(key, familyId))
    return document && toCreatedResponse(document, context)
  }
  return runIdempotent(context, request, {
    findCreated,
    derivedId: toDerivedId(call, 'createBudget'),
    async create(id) {
      try {
        return await createBudget(id, madeBy, call, context)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        // An interrupted attempt at the same request may have created it.
        const created = request === undefined ? undefined : await findCreated(id)
        if (created !== undefined) return created
        const { category, month } = call.body
        throw new HttpProblem(BUDGET_ERRORS.BUDGET_EXISTS, {
          detail: `There is already a budget for ${category} in ${month}. Change its limit instead.`,
          cause: error,
        })
      }
    },
  })
}

/** The event is part of the document: whatever happens to this process, a budget of a deleted family is found by it. */
async function createBudget(
  id: string,
  madeBy: MadeBy | undefined,
  call: CreateBudgetCall,
  context: BudgetContext,
): Promise<OperationResponse<Budget>> {
  const { body, principal } = call
  const familyId = requireFamilyId(principal)
  const { category, month } = body
  // Before the insertion too: a rejected budget would occupy its month for a moment.
  const [owner] = await Promise.all([
    context.categoryLookup.assertExists(toFamilyKey(familyId), category),
    assertMembership(principal, context),
  ])
  const now = context.clock.now()
  const document: StoredBudget = {
    _id: `${BUDGET_ID_PREFIX}${id}`,
    family_id: toFamilyKey(familyId),
    category,
    month,
    limit: parseDecimal128(body.limit),
    currency: body.currency,
    version: 1,
    created_at: now,
    updated_at: now,
    ...(madeBy === undefined ? {} : { made_by: madeBy }),
  }
  const event = createRequestEvent(
    {
      type: 'budget.budget.created',
      subject: id,
      aggregateVersion: 1,
      familyId,
      data: { budget_id: id, family_id: familyId, category, month },
    },
    call.trace,
    context.clock,
  )
  await context.budgets.insertOne({ ...document, outbox: [event] })
  const keys = [toUserKey(principal.userId), document.family_id]
  const problem = findMembershipProblem(await readMemberships(context.db, keys), principal)
  if (problem !== undefined) {
    await context.budgets.deleteOne({ _id: document._id })
    throw problem
  }
  if (owner === 'family') await keepCategory(context.db, document.family_id, category, context.clock)
  return toCreatedResponse(document, context)
}

async function toCreatedResponse(
  document: StoredBudget,
  context: BudgetContext,
): Promise<OperationResponse<Budget>> {
  const response = await toBudgetResponse(document, context)
  return { ...response, location: `/v1/budgets/${response.body.id}` }
}

export async function toBudgetResponse(
  document: StoredBudget,
  context: BudgetContext,
): Promise<OperationResponse<Budget>> {
  const [body] = await attachSpending([document], context)
  if (body === undefined) throw new Error(`The spending of ${document._id} is missing.`)
  return { body, version: document.version }
}
