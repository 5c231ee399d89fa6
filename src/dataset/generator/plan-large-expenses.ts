import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type ExpenseEventData, isLargeExpense } from '../../domain/large-expense-rule.js'
import type { DatasetIds } from './dataset-ids.js'
import type { GeneratedExpense } from './entities/expenses.js'
import type { LargeExpense, PlannedFamily } from './family-plan.js'

/** The expenses over the limit of the review rule, each with the event that the budget service would have published. */
export function planLargeExpenses(
  ids: DatasetIds,
  family: PlannedFamily,
  expenses: readonly GeneratedExpense[],
): readonly LargeExpense[] {
  return expenses
    .filter(({ amount }) => isLargeExpense(amount))
    .map((expense) => {
      const { document, member, ordinal, createdAt } = expense
      const id = ids.encode({ kind: 'event', family: family.index, member, ordinal }, createdAt)
      const expenseId = document._id.slice('expense_'.length)
      const data: ExpenseEventData = {
        expense_id: expenseId,
        user_id: expense.userId,
        family_id: family.id,
        amount: expense.amount,
        currency: document.currency,
        category: document.category.primary,
        membership_version: 0,
        created_at: document.created_at.toISOString(),
      }
      const event: EventEnvelope = {
        specversion: '1.0',
        id,
        source: '/budget',
        type: 'budget.expense.created',
        subject: expenseId,
        time: document.created_at.toISOString(),
        datacontenttype: 'application/json',
        aggregateversion: 1,
        correlationid: id,
        familyid: family.id,
        data: { ...data },
      }
      return { event, data }
    })
}
