import type { BudgetDocument } from '../../../domain/entities/budget.js'
import { findDocument, findDocuments } from '../../../stores/mongo/client/send-request.js'
import type { Page } from '../../http/api/formats.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  type OperationResponse,
  type OperationCall,
  type OperationRoute,
  route,
} from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { assertVersion } from '../../http/requests/if-match.js'
import { budgetById, budgetsOfFamily } from '../access-patterns/budget-patterns.js'
import type { BudgetContext, StoredBudget } from './budget-context.js'
import * as operations from '../api/budget-operations.js'
import type { Budget } from '../api/budget-schemas.js'
import { toFamilyKey } from '../documents/expense-documents.js'
import { settleIdempotencyKey } from '../repository/run-idempotent.js'
import { parseDecimal128 } from '../documents/decimal-arithmetic.js'
import { assertMembership } from './assert-membership.js'
import { attachSpending } from './attach-spending.js'
import { BUDGET_ID_PREFIX, handleCreateBudget, toBudgetResponse } from './handle-create-budget.js'

/** The routes of budgets. */
export function budgetRoutes(context: BudgetContext): readonly OperationRoute[] {
  return [
    route(operations.createBudget, async (call) => handleCreateBudget(call, context)),
    route(operations.listBudgets, async (call) => handleListBudgets(call, context)),
    route(operations.getBudget, async (call) =>
      toBudgetResponse(await getVisibleBudget(call, context), context),
    ),
    route(operations.updateBudget, async (call) => {
      const before = await getChangeableBudget(call, context)
      assertVersion(call.ifMatch, before.version)
      const after = await context.budgets.findOneAndUpdate(
        { _id: before._id, ...(call.ifMatch === undefined ? {} : { version: before.version }) },
        {
          $set: { limit: parseDecimal128(call.body.limit), updated_at: context.clock.now() },
          $inc: { version: 1 },
        },
        { returnDocument: 'after' },
      )
      return toBudgetResponse(
        after ?? throwConcurrentChange(await getVisibleBudget(call, context), call),
        context,
      )
    }),
    route(operations.deleteBudget, async (call) => {
      const before = await getChangeableBudget(call, context)
      assertVersion(call.ifMatch, before.version)
      if (before.made_by !== undefined)
        await settleIdempotencyKey(
          context.db,
          before.made_by.request,
          await toBudgetResponse(before, context),
        )
      const { deletedCount } = await context.budgets.deleteOne({
        _id: before._id,
        ...(call.ifMatch === undefined ? {} : { version: before.version }),
      })
      if (deletedCount === 0) throwConcurrentChange(await getVisibleBudget(call, context), call)
      return { body: undefined }
    }),
  ]
}

async function handleListBudgets(
  call: OperationCall<unknown, operations.BudgetQuery, unknown>,
  context: BudgetContext,
): Promise<OperationResponse<Page<Budget>>> {
  const { cursor, limit = 50, ...filters } = call.query
  const family = toFamilyKey(requireFamilyId(call.principal))
  const name = `listBudgets ${family} ${JSON.stringify(filters)}`
  const [month, category] = cursor === undefined ? [] : context.cursors.open(name, cursor).map(String)
  const after = month === undefined || category === undefined ? {} : { after: { month, category } }
  const documents = await findDocuments<BudgetDocument>(
    context.db,
    budgetsOfFamily.request(family, { filters, limit, ...after }),
  )
  const items = documents.slice(0, limit)
  const last = documents.length > limit ? items.at(-1) : undefined
  return {
    body: {
      items: await attachSpending(items, context),
      ...(last === undefined ? {} : { next_cursor: context.cursors.seal(name, [last.month, last.category]) }),
    },
  }
}

/** The current budget; throws NOT_FOUND (404) for one of another family, as for one that does not exist. */
async function getVisibleBudget(
  call: OperationCall<operations.BudgetId, unknown, unknown>,
  context: BudgetContext,
): Promise<StoredBudget> {
  const key = `${BUDGET_ID_PREFIX}${call.params.id}`
  const request = budgetById.request(key, requireFamilyId(call.principal))
  const document = await findDocument<StoredBudget>(context.db, request)
  if (document !== undefined) return document
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
    detail: `There is no budget ${call.params.id} in your family.`,
  })
}

/** The current budget, for a caller whose membership is current. */
async function getChangeableBudget(
  call: OperationCall<operations.BudgetId, unknown, unknown>,
  context: BudgetContext,
): Promise<StoredBudget> {
  const [budget] = await Promise.all([
    getVisibleBudget(call, context),
    assertMembership(call.principal, context),
  ])
  return budget
}

/** Throws the error for a budget that changed between the read and the write. */
function throwConcurrentChange(
  current: BudgetDocument,
  call: OperationCall<unknown, unknown, unknown>,
): never {
  assertVersion(call.ifMatch, current.version)
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'The budget was changed by another request. Try again.',
  })
}
