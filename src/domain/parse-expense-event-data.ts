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

/** What an event of `budget.expense.*` says. Throws where a field is missing: such an event can never be handled. */
export function parseExpenseEventData(event: EventEnvelope): ExpenseEventData {
  const facts = EXPENSE_EVENT_FIELDS.map((field) => {
    const value = event.data[field]
    if (typeof value !== 'string') {
      throw new TypeError(`Event ${event.id} (${event.type}) has no text in data.${field}.`)
    }
    return [field, value] as const
  })
  return Object.fromEntries(facts) as Record<(typeof EXPENSE_EVENT_FIELDS)[number], string>
}
