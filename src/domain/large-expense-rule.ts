import { deriveId } from '../core/ids.js'
import type { EventEnvelope } from './event-envelope.js'
import type { EventData } from './events/registry.js'
import { type TodoItem, computeTodoKeys } from './entities/todo.js'

/** Expenses strictly over this amount get a review todo (ADR-002, eventual consistency pattern). */
const LARGE_EXPENSE_LIMIT = 500n

/** Whether a decimal string is over the limit. Compares digits, not floating-point numbers. */
export function isLargeExpense(amount: string): boolean {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(amount)
  if (match?.[1] === undefined) return false
  const integer = BigInt(match[1])
  return integer > LARGE_EXPENSE_LIMIT || (integer === LARGE_EXPENSE_LIMIT && /[1-9]/.test(match[2] ?? ''))
}

/** The data of an event about an expense. Ids are bare, `amount` is a decimal string. */
export type ExpenseEventData = EventData<'budget.expense.created'>

/** The id of an event's review todo. It is derived from the event, so that handling is idempotent. */
export function getReviewTodoId(eventId: string): string {
  return deriveId('review-large-expense', eventId)
}

/** The example of ADR-002 has a dollar sign. Any other currency is named by its code. */
function formatAmount({ amount, currency }: ExpenseEventData): string {
  return currency === 'USD' ? `$${amount}` : `${amount} ${currency}`
}

/** Creates the review todo for an event about an expense over the limit. */
export function createReviewTodo(event: EventEnvelope, data: ExpenseEventData): TodoItem {
  const id = getReviewTodoId(event.id)
  return {
    ...computeTodoKeys({
      id,
      owner: data.user_id,
      family: data.family_id,
      assignee: data.user_id,
      dueDate: undefined,
      priority: 'medium',
      status: 'pending',
    }),
    id,
    owner: data.user_id,
    title: `Review large expense: ${data.category}`,
    description: `Amount: ${formatAmount(data)}`,
    status: 'pending',
    priority: 'medium',
    assigned_to: `USER#${data.user_id}`,
    tags: ['large-expense'],
    ai_metadata: { expense_id: data.expense_id, event_id: event.id },
    version: 1,
    created_at: event.time,
    updated_at: event.time,
  }
}
