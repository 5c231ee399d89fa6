import type { EventEnvelope } from './event-envelope.js'
import type { ExpenseCreatedData } from './large-expense-rule.js'

const FIELDS = [
  'expense_id',
  'user_id',
  'family_id',
  'amount',
  'currency',
  'category',
  'created_at',
] as const satisfies readonly (keyof ExpenseCreatedData)[]

/** What an event of `budget.expense.*` says. Throws where a field is missing: such an event can never be handled. */
export function expenseFacts(event: EventEnvelope): ExpenseCreatedData {
  const facts = FIELDS.map((field) => {
    const value = event.data[field]
    if (typeof value !== 'string') {
      throw new TypeError(`Event ${event.id} (${event.type}) has no text in data.${field}.`)
    }
    return [field, value] as const
  })
  return Object.fromEntries(facts) as Record<(typeof FIELDS)[number], string>
}
