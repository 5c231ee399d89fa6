import { findDocuments } from '../../../stores/mongo/client/send-request.js'
import type { Page } from '../../http/api/formats.js'
import {
  type OperationResponse,
  type OperationCall,
  type OperationRoute,
  route,
} from '../../http/api/operation.js'
import { requireFamilyId } from '../../http/requests/principal.js'
import { buildExpenseList } from '../access-patterns/list-expenses.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import { changeExpense, markExpenseDeleted, getVisibleExpense } from './change-expense.js'
import { handleCreateExpense } from './handle-create-expense.js'
import { toExpense, toFamilyKey } from '../documents/expense-documents.js'
import * as operations from '../api/expense-operations.js'
import type { Expense, ExpenseQuery } from '../api/expense-schemas.js'
import { handleListExpensesNear } from './handle-list-expenses-near.js'

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
