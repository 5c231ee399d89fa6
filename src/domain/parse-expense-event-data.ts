import type { EventEnvelope } from './event-envelope.js'
import type { ExpenseEventData } from './large-expense-rule.js'

const EXPENSE_EVENT_FIELDS = [
  'expense_id',
  'user_id',
  'family_id',
  'amount',
  'currency',
  'category',
  'created_at',
] as const satisfies readonly (keyof ExpenseEventData)[]

/** The data of a `budget.expense.*` event. Throws if a field is missing, because the event can never be handled. */
export function parseExpenseEventData(event: EventEnvelope): ExpenseEventData {
  const fields = EXPENSE_EVENT_FIELDS.map((field) => {
    const value = event.data[field]
    if (typeof value !== 'string') {
      throw new TypeError(`Event ${event.id} (${event.type}) has no string in data.${field}.`)
    }
    return [field, value] as const
  })
  return Object.fromEntries(fields) as Record<(typeof EXPENSE_EVENT_FIELDS)[number], string>
}
