import { object, string } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'

/** The subject is the id of the budget, without prefix. */
export const budgetCreated = defineEvent({
  type: 'budget.budget.created',
  data: object({ budget_id: string(), family_id: string(), category: string(), month: string() }),
  describe: ({ category, family_id, month }, name) =>
    `A budget of ${name(family_id)} for ${category} in ${month}`,
})
