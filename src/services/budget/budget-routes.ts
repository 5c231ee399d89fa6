import type { Filter } from 'mongodb'
import type { BudgetDocument } from '../../domain/expense-document.js'
import type { Page } from '../http/formats.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import { repeatableRequest } from '../http/idempotency-key.js'
import { type OperationAnswer, type OperationCall, type OperationRoute, route } from '../http/operation.js'
import { familyOf } from '../http/principal.js'
import { requireVersion } from '../http/version-match.js'
import type { BudgetContext } from './budget-context.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import * as operations from './budget-operations.js'
import type { Budget, NewBudget } from './budget-schemas.js'
import { familyKey } from './expense-documents.js'
import { idFor, insertOnce } from './insert-once.js'
import { isDuplicateKey } from './is-duplicate-key.js'
import { decimal } from './money.js'
import { withSpent } from './with-spent.js'

const PREFIX = 'budget_'

/** What a family means to spend, with what it has spent. */
export function budgetRoutes(context: BudgetContext): readonly OperationRoute[] {
  return [
    route(operations.createBudget, async (call) => create(call, context)),
    route(operations.listBudgets, async (call) => list(call, context)),
    route(operations.getBudget, async (call) => answerOf(await visible(call, context), context)),
    route(operations.updateBudget, async (call) => {
      const before = await visible(call, context)
      requireVersion(call.ifMatch, before.version)
      const after = await context.budgets.findOneAndUpdate(
        { _id: before._id, ...(call.ifMatch === undefined ? {} : { version: before.version }) },
        {
          $set: { limit: decimal(call.body.limit), updated_at: context.clock.now() },
          $inc: { version: 1 },
        },
        { returnDocument: 'after' },
      )
      return answerOf(after ?? gone(await visible(call, context), call), context)
    }),
    route(operations.deleteBudget, async (call) => {
      const before = await visible(call, context)
      requireVersion(call.ifMatch, before.version)
      const { deletedCount } = await context.budgets.deleteOne({
        _id: before._id,
        ...(call.ifMatch === undefined ? {} : { version: before.version }),
      })
      if (deletedCount === 0) gone(await visible(call, context), call)
      return { body: undefined }
    }),
  ]
}

async function create(
  call: OperationCall<unknown, unknown, NewBudget>,
  context: BudgetContext,
): Promise<OperationAnswer<Budget>> {
  const { body } = call
  await context.known.require(body.category)
  const now = context.clock.now()
  const request = repeatableRequest(call.idempotencyKey, `createBudget ${call.principal.userId}`, body)
  const id = idFor(request)
  const document: BudgetDocument = {
    _id: `${PREFIX}${id}`,
    family_id: familyKey(familyOf(call.principal)),
    category: body.category,
    month: body.month,
    limit: decimal(body.limit),
    currency: body.currency,
    version: 1,
    created_at: now,
    updated_at: now,
  }
  try {
    const made = await insertOnce(context.budgets, document, request)
    return { ...(await answerOf(made, context)), location: `/v1/budgets/${id}` }
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    throw new HttpProblem(BUDGET_ERRORS.BUDGET_EXISTS, {
      detail: `There is a budget for ${body.category} in ${body.month}; change its limit instead.`,
      cause: error,
    })
  }
}

async function list(
  call: OperationCall<unknown, operations.BudgetQuery, unknown>,
  context: BudgetContext,
): Promise<OperationAnswer<Page<Budget>>> {
  const { cursor, limit = 50, ...filters } = call.query
  const family = familyKey(familyOf(call.principal))
  const name = `listBudgets ${family} ${JSON.stringify(filters)}`
  const [month, category] = cursor === undefined ? [] : context.cursors.open(name, cursor).map(String)
  const conditions: Filter<BudgetDocument>[] = [{ family_id: family, ...filters }]
  if (month !== undefined && category !== undefined) {
    conditions.push({ $or: [{ month: { $lt: month } }, { month, category: { $gt: category } }] })
  }
  const documents = await context.budgets
    .find({ $and: conditions })
    .sort({ month: -1, category: 1 })
    .limit(limit + 1)
    .toArray()
  const items = documents.slice(0, limit)
  const last = documents.length > limit ? items.at(-1) : undefined
  return {
    body: {
      items: await withSpent(items, context),
      ...(last === undefined ? {} : { next_cursor: context.cursors.seal(name, [last.month, last.category]) }),
    },
  }
}

/** The budget as it is now; 404 for another family's, as for one that does not exist. */
async function visible(
  call: OperationCall<operations.BudgetId, unknown, unknown>,
  context: BudgetContext,
): Promise<BudgetDocument> {
  const document = await context.budgets.findOne({
    _id: `${PREFIX}${call.params.id}`,
    family_id: familyKey(familyOf(call.principal)),
  })
  if (document !== null) return document
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
    detail: `There is no budget ${call.params.id} in your family.`,
  })
}

/** It changed between the look and the write. */
function gone(now: BudgetDocument, call: OperationCall<unknown, unknown, unknown>): never {
  requireVersion(call.ifMatch, now.version)
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, { detail: 'It was changed at this moment. Try again.' })
}

async function answerOf(document: BudgetDocument, context: BudgetContext): Promise<OperationAnswer<Budget>> {
  const [body] = await withSpent([document], context)
  if (body === undefined) throw new Error(`No budget came of ${document._id}.`)
  return { body, version: document.version }
}
