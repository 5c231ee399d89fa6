import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type ExpenseEventData, isLargeExpense, createReviewTodo } from '../../domain/large-expense-rule.js'
import type { TodoItem } from '../../domain/todo-item.js'
import type { GeneratedExpense } from './generate-expenses.js'
import type { GeneratedFamily } from './generate-family.js'
import type { GeneratorContext } from './generator-context.js'

/** The event that the budget service would have published when the expense was created. */
export interface LargeExpenseEvent {
  readonly event: EventEnvelope
  readonly data: ExpenseEventData
}

/** The events of the expenses that are over the limit of the review rule. */
export function createLargeExpenseEvents(
  context: GeneratorContext,
  family: GeneratedFamily,
  expenses: readonly GeneratedExpense[],
): LargeExpenseEvent[] {
  return expenses
    .filter(({ amount }) => isLargeExpense(amount))
    .map((expense) => {
      const { document, member, ordinal, createdAt } = expense
      const id = context.ids.encode({ kind: 'event', family: family.index, member, ordinal }, createdAt)
      const expenseId = document._id.slice('expense_'.length)
      const data: ExpenseEventData = {
        expense_id: expenseId,
        user_id: expense.userId,
        family_id: family.id,
        amount: expense.amount,
        currency: document.currency,
        category: document.category.primary,
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

/** The review todos that the todo service creates from these events. */
export function createReviewTodos(large: readonly LargeExpenseEvent[]): TodoItem[] {
  return large.map(({ event, data }) => createReviewTodo(event, data))
}
