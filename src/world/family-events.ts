import type { EventEnvelope } from '../domain/event-envelope.js'
import { type ExpenseCreatedData, isLargeExpense, reviewTodo } from '../domain/large-expense-rule.js'
import type { TodoItem } from '../domain/todo-item.js'
import type { PlacedExpense } from './family-expenses.js'
import type { Household } from './household.js'
import type { WorldBase } from './world-base.js'

/** What the budget service would have told of an expense when it was made. */
export interface LargeExpense {
  readonly event: EventEnvelope
  readonly data: ExpenseCreatedData
}

/** The events of those expenses that are over the limit. */
export function largeExpenses(
  world: WorldBase,
  family: Household,
  expenses: readonly PlacedExpense[],
): LargeExpense[] {
  return expenses
    .filter(({ amount }) => isLargeExpense(amount))
    .map((expense) => {
      const { document, member, ordinal, createdAt } = expense
      const id = world.ids.id({ kind: 'event', family: family.index, member, ordinal }, createdAt)
      const expenseId = document._id.slice('expense_'.length)
      const data: ExpenseCreatedData = {
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

/** The todos that the todo service makes of them. */
export function reviewTodos(large: readonly LargeExpense[]): TodoItem[] {
  return large.map(({ event, data }) => reviewTodo(event, data))
}
