import { findDocuments } from '../../../stores/mongo/client/send-request.js'
import type { Page } from '../../http/api/formats.js'
import { toIdempotentRequest } from '../../http/requests/idempotency-key.js'
import {
  type OperationResponse,
  type OperationCall,
  type OperationRoute,
  route,
} from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { buildExpenseList } from '../access-patterns/list-expenses.js'
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
} from '../documents/expense-documents.js'
import * as operations from '../api/expense-operations.js'
import type { Expense, ExpenseQuery, NewExpense } from '../api/expense-schemas.js'
import { getDocumentId, insertIdempotent } from '../repository/insert-idempotent.js'
import { handleListExpensesNear } from './handle-list-expenses-near.js'
import { parseDecimal128 } from '../documents/decimal-arithmetic.js'

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
  assertReceiptAddsUp(body, body.receipt)
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
      type: 'budget.expense.created',
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
  const [time, key] = cursor === undefined ? [] : context.cursors.open(name, cursor)
  const after = time === undefined ? undefined : { time: new Date(String(time)), key: String(key) }
  const documents = await findDocuments<StoredExpense>(
    context.db,
    buildExpenseList(family, filters, limit, after),
  )
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
