import type { Filter } from 'mongodb'
import { EVENT_TYPES } from '../../domain/event-types.js'
import type { Page } from '../http/formats.js'
import { toIdempotentRequest } from '../http/idempotency-key.js'
import { type OperationResponse, type OperationCall, type OperationRoute, route } from '../http/operation.js'
import { requireFamilyId } from '../http/principal.js'
import { createRequestEvent } from '../http/create-request-event.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import { changeExpense, markExpenseDeleted, getVisibleExpense } from './change-expense.js'
import {
  toExpenseEventData,
  toExpenseKey,
  toExpense,
  toFamilyKey,
  assertReceiptAddsUp,
  toStoredFields,
  toUserKey,
} from './expense-documents.js'
import * as operations from './expense-operations.js'
import type { Expense, ExpenseQuery, NewExpense } from './expense-schemas.js'
import { getDocumentId, insertIdempotent } from './insert-idempotent.js'
import { handleListExpensesNear } from './handle-list-expenses-near.js'
import { parseDecimal128 } from './decimal-arithmetic.js'

const DAY_MS = 86_400_000

export function expenseRoutes(context: BudgetContext): readonly OperationRoute[] {
  return [
    route(operations.createExpense, async (call) => handleCreateExpense(call, context)),
    route(operations.listExpenses, async (call) => handleListExpenses(call, context)),
    route(operations.listExpensesNear, async (call) => handleListExpensesNear(call, context)),
    route(operations.getExpense, async ({ params, principal }) => {
      const document = await getVisibleExpense(params.id, principal, context)
      return { body: toExpense(document), version: document.version }
    }),
    route(operations.updateExpense, async (call) => {
      const document = await changeExpense(call, context)
      return { body: toExpense(document), version: document.version }
    }),
    route(operations.deleteExpense, async (call) => {
      await markExpenseDeleted(call, context)
      return { body: undefined }
    }),
  ]
}

/** Creates an expense. Its event is part of the document, so both are one write. */
async function handleCreateExpense(
  call: OperationCall<unknown, unknown, NewExpense>,
  context: BudgetContext,
): Promise<OperationResponse<Expense>> {
  const { body, principal } = call
  const familyId = requireFamilyId(principal)
  assertReceiptAddsUp(body.amount, body.receipt)
  await context.categoryLookup.assertExists(body.category.primary)
  const now = context.clock.now()
  const request = toIdempotentRequest(call.idempotencyKey, `createExpense ${principal.userId}`, body)
  const id = getDocumentId(request)
  const fields = toStoredFields(body)
  const document: StoredExpense = {
    _id: toExpenseKey(id),
    user_id: toUserKey(principal.userId),
    family_id: toFamilyKey(familyId),
    ...fields,
    amount: parseDecimal128(body.amount),
    currency: body.currency,
    category: body.category,
    version: 1,
    created_at: fields.created_at ?? now,
    updated_at: now,
  }
  const event = createRequestEvent(
    {
      type: EVENT_TYPES.expenseCreated,
      subject: id,
      aggregateVersion: 1,
      familyId,
      data: toExpenseEventData(document),
    },
    call.trace,
    context.clock,
  )
  const created = await insertIdempotent(
    context.expenses,
    { ...document, outbox: [event] },
    request,
    context.insertExpense,
  )
  return { body: toExpense(created), version: created.version, location: `/v1/expenses/${id}` }
}

async function handleListExpenses(
  call: OperationCall<unknown, ExpenseQuery, unknown>,
  context: BudgetContext,
): Promise<OperationResponse<Page<Expense>>> {
  const { cursor, limit = 50, ...filters } = call.query
  const family = toFamilyKey(requireFamilyId(call.principal))
  const name = `listExpenses ${family} ${JSON.stringify(filters)}`
  const direction = filters.order === 'asc' ? 1 : -1
  const [time, id] = cursor === undefined ? [] : context.cursors.open(name, cursor)
  const conditions: Filter<StoredExpense>[] = [
    { family_id: family, deleted_at: { $exists: false } },
    ...toExpenseConditions(filters),
  ]
  if (time !== undefined) {
    const at = new Date(String(time))
    const after = direction === 1 ? '$gt' : '$lt'
    const atOrAfter = direction === 1 ? '$gte' : '$lte'
    // The first condition bounds the index scan. The second one skips expenses of the same time on the previous page.
    conditions.push({ created_at: { [atOrAfter]: at } })
    conditions.push({
      $or: [{ created_at: { [after]: at } }, { created_at: at, _id: { [after]: String(id) } }],
    })
  }
  const documents = await context.expenses
    .find({ $and: conditions }, { projection: { outbox: 0 } })
    .sort({ created_at: direction, _id: direction })
    .limit(limit + 1)
    .toArray()
  const items = documents.slice(0, limit)
  const last = documents.length > limit ? items.at(-1) : undefined
  return {
    body: {
      items: items.map(toExpense),
      ...(last === undefined
        ? {}
        : { next_cursor: context.cursors.seal(name, [last.created_at.toISOString(), last._id]) }),
    },
  }
}

function toExpenseConditions(query: ExpenseQuery): Filter<StoredExpense>[] {
  const conditions: Filter<StoredExpense>[] = []
  if (query.from !== undefined) conditions.push({ created_at: { $gte: new Date(`${query.from}T00:00:00Z`) } })
  if (query.to !== undefined) {
    conditions.push({ created_at: { $lt: new Date(Date.parse(`${query.to}T00:00:00Z`) + DAY_MS) } })
  }
  if (query.category !== undefined) conditions.push({ 'category.primary': query.category })
  if (query.user_id !== undefined) conditions.push({ user_id: toUserKey(query.user_id) })
  if (query.currency !== undefined) conditions.push({ currency: query.currency })
  if (query.min_amount !== undefined) conditions.push({ amount: { $gte: parseDecimal128(query.min_amount) } })
  if (query.max_amount !== undefined) conditions.push({ amount: { $lte: parseDecimal128(query.max_amount) } })
  return conditions
}
